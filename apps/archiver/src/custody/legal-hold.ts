import { matterStream, type Event, type FirmId, type StreamName } from '@counterpart/contracts';

/** Every matter that a document was in: its file may lie there yet. */
export function mattersIn(firm: FirmId, story: readonly Event[]): readonly StreamName[] {
  const matters = story.flatMap(({ data }) => {
    const document = 'document' in data ? data.document : null;
    if (typeof document !== 'object' || document === null || document.matter === null) return [];
    return [matterStream(firm, document.matter)];
  });
  return [...new Set(matters)];
}

/** Whether a matter is on legal hold. */
export const isOnHold = (story: readonly Event[]): boolean =>
  story.findLast(({ name }) => name === 'LegalHoldSet' || name === 'LegalHoldLifted')?.name ===
  'LegalHoldSet';

/** Whether a matter is to be treated as on legal hold: nothing seen of it is no permission, for whatever reason nothing is seen. */
export const mayBeOnHold = (story: readonly Event[]): boolean => story.length === 0 || isOnHold(story);
