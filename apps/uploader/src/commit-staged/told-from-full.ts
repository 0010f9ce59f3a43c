import type { Outcome } from './outcome-events.js';

/**
 * Tells what does not fit from a Dropbox that is full, by what is seen: where at least as many of the batch got in as did not, a
 * document for which there was no space is alone with that. It leaves the lane of its namespace, and is sent again by the schedule.
 * Where fewer got in, the space ended, or what is left of it takes crumbs alone: whatever did not get in waits with its session.
 */
export function toldFromFull<One extends Outcome>(batch: readonly One[]): readonly One[] {
  const refused = batch.filter(({ judgement }) => judgement.kind === 'no-room').length;
  if (batch.filter(tookRoom).length < refused) return batch;
  return batch.map((one) =>
    one.judgement.kind === 'no-room'
      ? { ...one, judgement: { kind: 'lost', reason: 'DROPBOX_FULL', left: null } }
      : one,
  );
}

/** An empty file gets in everywhere. */
const tookRoom = ({ judgement }: Outcome): boolean =>
  judgement.kind === 'mirrored' && judgement.how === 'written' && judgement.file.size > 0;
