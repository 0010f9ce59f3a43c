import { matterStream, type FirmId, type StreamName } from './ids.js';
import type { Event } from './registry.js';

/** Every matter that a document was in, by its story: its file may lie there yet. */
export function mattersIn(firm: FirmId, story: readonly Event[]): readonly StreamName[] {
  const matters = story.flatMap(({ data }) => {
    const document = 'document' in data ? data.document : null;
    if (typeof document !== 'object' || document === null || document.matter === null) return [];
    return [matterStream(firm, document.matter)];
  });
  return [...new Set(matters)];
}
