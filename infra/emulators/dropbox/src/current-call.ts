import { AsyncLocalStorage } from 'node:async_hooks';

/** What makes a change: a call of the API, or somebody’s hand. */
export interface Cause {
  /** X-Dropbox-Request-Id of the call; null for a change by hand. */
  readonly request: string | null;
  /** Route of the call, or what was done by hand. */
  readonly route: string;
}

const current = new AsyncLocalStorage<Cause>();

/** Does work; everything that it changes, later too, has this cause. */
export const causedBy = <T>(cause: Cause, work: () => T): T => current.run(cause, work);

/** Why something changes now. */
export const currentCause = (): Cause => current.getStore() ?? { request: null, route: 'the emulator' };
