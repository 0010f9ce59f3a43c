import type { Event } from './registry.js';

/** What people call a document and its matter, as a story told it last; null where it did not. */
export interface ToldNames {
  readonly documentName: string | null;
  readonly matterNumber: string | null;
  readonly clientName: string | null;
}

const NAMELESS: ToldNames = { documentName: null, matterNumber: null, clientName: null };

/** The names that the events of a document, of a matter, or of both tell. */
export const namesIn = (story: readonly Event[]): ToldNames => story.reduce(named, NAMELESS);

function named(names: ToldNames, { data }: Event): ToldNames {
  if ('document' in data && typeof data.document === 'object' && data.document !== null) {
    return { ...names, documentName: data.document.name };
  }
  if ('matter' in data && typeof data.matter === 'object' && data.matter !== null) {
    const { displayNumber, client } = data.matter;
    return { ...names, matterNumber: displayNumber, clientName: client?.name ?? null };
  }
  return names;
}
