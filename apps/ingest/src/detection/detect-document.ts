import type { DocumentSnapshot, Event } from '@counterpart/contracts';

/** A document as Clio shows it now. */
export interface SeenDocument {
  readonly snapshot: DocumentSnapshot;
  /** False while the latest version’s bytes are still on their way into Clio. */
  readonly fullyUploaded: boolean;
  /** Set while the document lies in Clio’s trash. */
  readonly trashedAt: string | null;
  /** Its complete versions, where they were asked for. */
  readonly versions?: readonly Version[];
  /** It was looked at after all that is known of it had been told: it may be older than none of that. */
  readonly isFresh?: boolean;
}

type Version = DocumentSnapshot['version'];

/** What has been told of a document so far, folded from its stream. */
export interface KnownDocument {
  readonly latest: DocumentSnapshot | null;
  /** When it was put into the trash; null where it is not there. By our own clock where Clio hid the document. */
  readonly trashedAt: string | null;
}

export const UNTOLD: KnownDocument = Object.freeze({ latest: null, trashedAt: null });

/** Folds one event of the document’s stream. */
export function evolveKnown(known: KnownDocument, event: Event): KnownDocument {
  switch (event.name) {
    case 'DocumentAdded':
    case 'DocumentVersionAdded':
    case 'DocumentChanged':
      return { ...known, latest: event.data.document };
    case 'DocumentRestored':
      return { latest: event.data.document, trashedAt: null };
    case 'DocumentTrashed':
      return { ...known, trashedAt: event.data.trashedAt };
    default:
      return known;
  }
}

/** A fact to tell. */
export type DocumentFact =
  | { readonly name: 'DocumentAdded' | 'DocumentRestored' }
  /** `missed`: a version that was replaced in Clio before anybody looked; absent for the newest. */
  | { readonly name: 'DocumentVersionAdded'; readonly missed?: Version }
  | { readonly name: 'DocumentChanged'; readonly changed: readonly string[] }
  | { readonly name: 'DocumentTrashed'; readonly trashedAt: string };

/** What a look at Clio means, given what has been told. */
export type Finding =
  | { readonly kind: 'facts'; readonly facts: readonly DocumentFact[] }
  | { readonly kind: 'wait'; readonly why: 'UPLOAD_UNFINISHED' }
  /** Versions between the one told last and the newest may have been missed: ask for them, then look again. */
  | { readonly kind: 'gap' }
  /** What is seen may be older than the deletion that was told: it takes another look. */
  | { readonly kind: 'doubt' };

/** Two clocks may differ by so much where a deletion was told by ours. */
const CLOCKS_DIFFER_MS = 120_000;

const nothing: Finding = { kind: 'facts', facts: [] };
const facts = (...found: readonly DocumentFact[]): Finding => ({ kind: 'facts', facts: found });

/**
 * Duplicates and reordering end here: whatever order deliveries come in, only a state that differs from the one
 * told last is a fact, and a version is told once, by its number.
 */
export function detectDocument(known: KnownDocument, seen: SeenDocument): Finding {
  if (seen.trashedAt !== null) return detectTrash(known, seen.trashedAt);
  if (!seen.fullyUploaded) return { kind: 'wait', why: 'UPLOAD_UNFINISHED' };
  const { latest, trashedAt } = known;
  if (latest === null) return facts({ name: 'DocumentAdded' });
  if (mayBeOlder(latest, trashedAt, seen)) return { kind: 'doubt' };
  const back: readonly DocumentFact[] = trashedAt === null ? [] : [{ name: 'DocumentRestored' }];
  const [told, newest] = [latest.version.number, seen.snapshot.version.number];
  if (newest > told) {
    if (newest > told + 1 && seen.versions === undefined) return { kind: 'gap' };
    return facts(...back, ...missedBetween(told, newest, seen), { name: 'DocumentVersionAdded' });
  }
  if (trashedAt !== null) return facts(...back);
  return detectChange(latest, seen.snapshot);
}

/**
 * A page of a list may have been read before the deletion and be told after it. Only a state that is newer than the one
 * told last, and not older than the deletion, shows that the document was taken back.
 */
function mayBeOlder(
  latest: DocumentSnapshot,
  trashedAt: string | null,
  { snapshot: { etag, updatedAt }, isFresh = false }: SeenDocument,
): boolean {
  if (trashedAt === null || isFresh) return false;
  const isOther = updatedAt > latest.updatedAt || (updatedAt === latest.updatedAt && etag !== latest.etag);
  return !isOther || Date.parse(updatedAt) < Date.parse(trashedAt) - CLOCKS_DIFFER_MS;
}

/** A burst of versions may come as one look; each is told, so that each is kept. */
function missedBetween(
  told: number,
  newest: number,
  { versions = [] }: SeenDocument,
): readonly DocumentFact[] {
  return versions
    .filter(({ number }) => number > told && number < newest)
    .toSorted((one, other) => one.number - other.number)
    .map((missed) => ({ name: 'DocumentVersionAdded', missed }));
}

function detectTrash(known: KnownDocument, trashedAt: string): Finding {
  if (known.latest === null || known.trashedAt !== null) return nothing;
  // It was taken back, or changed, after that: whoever looked before then tells it late.
  if (trashedAt < known.latest.updatedAt) return nothing;
  return facts({ name: 'DocumentTrashed', trashedAt });
}

function detectChange(before: DocumentSnapshot, now: DocumentSnapshot): Finding {
  // An older answer may arrive after a newer one: it must not undo what was told.
  if (before.etag === now.etag || now.updatedAt < before.updatedAt) return nothing;
  const changed = DETAILS.filter(([, read]) => read(before) !== read(now)).map(([name]) => name);
  return changed.length === 0 ? nothing : facts({ name: 'DocumentChanged', changed });
}

const DETAILS: readonly (readonly [name: string, read: (document: DocumentSnapshot) => unknown])[] = [
  ['name', (document) => document.name],
  ['matter', (document) => document.matter],
  ['category', (document) => document.category?.id],
  ['folder', (document) => document.folder?.id],
];
