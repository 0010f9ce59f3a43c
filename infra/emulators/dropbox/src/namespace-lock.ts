import { setTimeout as wait } from 'node:timers/promises';
import type { DropboxState } from './dropbox-state.js';
import { rateLimitError } from './wire/api-error.js';

/** Holds the locks of the namespaces that something is written to, always taken in the same order. */
export function withNamespaceLocks<T>(
  state: DropboxState,
  namespaces: Iterable<string>,
  work: () => T,
): Promise<T> {
  const ordered = [...new Set(namespaces)].toSorted((a, b) => (a < b ? -1 : 1));
  return ordered.reduceRight<() => Promise<T>>(
    (inner, namespace) => () => withLock(state, namespace, inner),
    () => Promise.resolve().then(work),
  )();
}

/**
 * Holds a namespace’s lock while something is written to it. `queue`: the next waits. `strict`: the next is refused
 * with too_many_write_operations.
 */
async function withLock<T>(state: DropboxState, namespace: string, work: () => Promise<T>): Promise<T> {
  const { namespaceLock, commitLatencyMs } = state.options;
  const lock = state.locks.get(namespace) ?? { held: 0, most: 0, tail: Promise.resolve() };
  state.locks.set(namespace, lock);
  if (namespaceLock === 'strict' && lock.held > 0) throw rateLimitError('too_many_write_operations', 0);
  lock.held += 1;
  lock.most = Math.max(lock.most, lock.held);
  const turn = lock.tail.then(async () => {
    if (commitLatencyMs > 0) await wait(commitLatencyMs);
    return work();
  });
  const settled = (): void => {
    lock.held -= 1;
  };
  lock.tail = turn.then(settled, settled);
  return turn;
}
