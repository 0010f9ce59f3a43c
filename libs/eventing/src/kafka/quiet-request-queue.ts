import { createRequire } from 'node:module';

/** The part of kafkajs’ request queue that is mended. */
interface RequestQueuePrototype {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueuePrototype) => void;
}

const MENDED = Symbol.for('counterpart.kafkajs-request-queue-mended');

/**
 * Mends kafkajs 2.2.4’s idle loop: after the first answer each connection re-arms a timer with a negative delay for
 * ever, even when nothing is pending (kafkajs issues 1556 and 1704, network/requestQueue). Nothing pending needs no
 * timer: the next request arms it anew.
 */
export function quietRequestQueue(): void {
  const load = createRequire(import.meta.url);
  const RequestQueue = load('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueuePrototype & { [MENDED]?: true };
  };
  const { prototype } = RequestQueue;
  if (prototype[MENDED] === true) return;
  const original = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function schedule(this: RequestQueuePrototype): void {
    if (this.pending.length > 0) original.call(this);
  };
  prototype[MENDED] = true;
}
