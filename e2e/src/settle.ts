import { setTimeout as wait } from 'node:timers/promises';
import { ObservationFailed } from './observe/get-json.js';
import { sayLive } from './say.js';
import type { System } from './verify.js';

/** What is still on its way. */
export interface Pending {
  readonly undelivered: number;
  readonly documents: number;
  /** Moves and copies without an outcome. */
  readonly moves: number;
}

/** Documents whose latest version has no outcome on the trail, and deliveries that Clio still holds. */
export async function pendingIn({ clio, trail }: Pick<System, 'clio' | 'trail'>): Promise<Pending> {
  const [undelivered, documents, settled, moves] = [
    await clio.undelivered(),
    await clio.documents(),
    await trail.settledVersions(),
    await trail.openMoves(),
  ];
  const open = documents.filter(({ id, versionNumber }) => (settled.get(id) ?? 0) < versionNumber);
  return { undelivered, documents: open.length, moves };
}

/**
 * Waits until nothing is pending.
 * @throws ObservationFailed when nothing has moved for `stallMs`; a slow run is not a stalled one
 */
export async function settle(
  system: Pick<System, 'clio' | 'trail'>,
  options: { stallMs: number; onPending?: (pending: Pending) => void },
): Promise<void> {
  let last = '';
  let rest = -1;
  let movedAt = Date.now();
  for (;;) {
    const pending = await pendingIn(system).catch(() => undefined);
    if (pending !== undefined) {
      options.onPending?.(pending);
      const isAtRest = pending.undelivered + pending.documents + pending.moves === 0;
      // Between a fact and the move that follows from it nothing is pending: two looks must find the same trail.
      const told = isAtRest ? await system.trail.eventCount().catch(() => -1) : -1;
      if (isAtRest && told !== -1 && told === rest) return;
      rest = told;
      const now = JSON.stringify(pending);
      if (now !== last) [last, movedAt] = [now, Date.now()];
    }
    if (Date.now() - movedAt > options.stallMs) {
      throw new ObservationFailed(`nothing has moved for ${options.stallMs / 1000} s; pending: ${last}`);
    }
    await wait(500);
  }
}

/** The same, with a live line of what is pending. */
export const settleAloud = (system: Pick<System, 'clio' | 'trail'>, stallMs: number): Promise<void> =>
  settle(system, {
    stallMs,
    onPending: ({ documents, undelivered }) =>
      sayLive(`pending: ${documents} documents, ${undelivered} deliveries`),
  });
