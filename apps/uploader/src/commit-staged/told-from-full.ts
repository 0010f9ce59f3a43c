import type { Outcome } from './outcome-events.js';

/**
 * Tells what does not fit from a Dropbox that is full, by what is seen: where others of the batch got in, a document for which there
 * was no space is alone with that. It leaves the lane of its namespace, and is sent again by the schedule. Where nothing got in, all
 * of them wait for space.
 */
export function toldFromFull<One extends Outcome>(batch: readonly One[]): readonly One[] {
  if (!batch.some(tookRoom)) return batch;
  return batch.map((one) =>
    one.judgement.kind === 'no-room'
      ? { ...one, judgement: { kind: 'lost', reason: 'DROPBOX_FULL', left: null } }
      : one,
  );
}

/** An empty file gets in everywhere. */
const tookRoom = ({ judgement }: Outcome): boolean =>
  judgement.kind === 'mirrored' && judgement.how === 'written' && judgement.file.size > 0;
