import { EventEmitter } from 'node:events';

/** Events at which a process ends or is asked to. */
const EVENTS = ['exit', 'beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message'];

// As an emitter of any event: the types of `process` name each event apart.
const emitter: EventEmitter = process;
const known = new Set(EVENTS.flatMap((event) => emitter.listeners(event)));

/**
 * Takes away every listener for the end of the process that came since this module was loaded: import it before the
 * module whose listeners are not wanted.
 */
export function dropExitListeners(): void {
  for (const event of EVENTS) {
    for (const listener of emitter.listeners(event)) {
      if (!known.has(listener)) emitter.removeListener(event, listener as (...args: unknown[]) => void);
    }
  }
}
