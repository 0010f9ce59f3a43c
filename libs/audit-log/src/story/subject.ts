import {
  documentStream,
  firmStream,
  matterStream,
  type DocumentId,
  type Event,
  type FirmId,
  type MatterId,
  type StreamName,
} from '@counterpart/contracts';
import { textAt } from './member.js';

/** What one event is about, as far as it says so itself. Clio’s ids. */
export interface Subject {
  readonly matter: string | null;
  readonly document: string | null;
}

/** What a story or an export is about: a matter with all its documents, one document, or all of a firm. */
export type Scope =
  | { readonly kind: 'matter'; readonly firm: FirmId; readonly matter: MatterId }
  | { readonly kind: 'document'; readonly firm: FirmId; readonly document: DocumentId }
  | { readonly kind: 'firm'; readonly firm: FirmId };

/** The stream of a scope’s subject. */
export function streamOf(scope: Scope): StreamName {
  switch (scope.kind) {
    case 'matter':
      return matterStream(scope.firm, scope.matter);
    case 'document':
      return documentStream(scope.firm, scope.document);
    case 'firm':
      return firmStream(scope.firm);
  }
}

/** A fact carries the whole record, an outcome only its id. */
export const subjectOf = ({ data }: Event): Subject => ({
  matter: textAt(data, 'matter', 'matter.id', 'document.matter'),
  document: textAt(data, 'document', 'document.id'),
});

/** Whether an event may stand in a scope: it is the firm’s, and names no other matter or document. */
export function fitsScope(event: Event, scope: Scope): boolean {
  if (event.firm !== scope.firm) return false;
  if (scope.kind === 'firm') return true;
  const { matter, document } = subjectOf(event);
  return scope.kind === 'document'
    ? document === null || document === scope.document
    : matter === null || matter === scope.matter;
}

/**
 * The events of one stream that belong to a matter. A document may be moved: what happened to it in another matter is
 * that matter’s alone. An event that names no matter belongs to the one that its stream named last before it; where none
 * was named before, to the first one after it.
 * @param stream events of one stream in their order
 */
export function eventsOfMatter<Told extends { readonly event: Event }>(
  stream: readonly Told[],
  matter: string,
): readonly Told[] {
  const named = stream.map(({ event }) => subjectOf(event).matter);
  let current = named.find((name) => name !== null) ?? null;
  return stream.filter((_, index) => {
    current = named[index] ?? current;
    return current === matter;
  });
}
