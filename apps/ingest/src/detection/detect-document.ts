import type { DocumentSnapshot, Event } from '@counterpart/contracts';

/** A document as Clio shows it now. */
export interface SeenDocument {
  readonly snapshot: DocumentSnapshot;
  /** False while the latest version’s bytes are still on their way into Clio. */
  readonly fullyUploaded: boolean;
  /** Set while the document lies in Clio’s trash. */
  readonly trashedAt: string | null;
  /** Its complete versions, where they were asked for. */
  readonly versions?: readonly SeenVersion[];
  /** It was looked at after all that is known of it had been told: it may be older than none of that. */
  readonly isFresh?: boolean;
}

/** One of a document’s versions, with the name that its file was uploaded under. */
export type SeenVersion = Pick<DocumentSnapshot, 'version' | 'filename'>;

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

/** A fact to tell, of the document’s newest version or `of` an earlier one. */
export type DocumentFact =
  | { readonly name: 'DocumentAdded' | 'DocumentRestored'; readonly of?: SeenVersion }
  | { readonly name: 'DocumentVersionAdded'; readonly of?: SeenVersion }
  | { readonly name: 'DocumentChanged'; readonly changed: readonly string[]; readonly of?: SeenVersion }
  | { readonly name: 'DocumentTrashed'; readonly trashedAt: string };

/** What a look at Clio means, given what has been told. */
export type Finding =
  | {
      readonly kind: 'facts';
      readonly facts: readonly DocumentFact[];
      /** The newest version’s bytes are still on their way: it takes further looks. */
      readonly isUnfinished?: true;
    }
  /** Versions before the newest may have been missed: ask for them, then look again. */
  | { readonly kind: 'gap' }
  /** What is seen may be older than the deletion that was told: it takes another look. */
  | { readonly kind: 'doubt' };

/** Two clocks may differ by so much where a deletion was told by ours. */
const CLOCKS_DIFFER_MS = 120_000;

const nothing = { kind: 'facts', facts: [] } as const satisfies Finding;
const facts = (...found: readonly DocumentFact[]): Finding => ({ kind: 'facts', facts: found });

/**
 * Duplicates and reordering end here: whatever order deliveries come in, only a state that differs from the one
 * told last is a fact, and a version is told once, by its number.
 */
export function detectDocument(known: KnownDocument, seen: SeenDocument): Finding {
  if (seen.trashedAt !== null) return detectTrash(known, seen.trashedAt);
  return seen.fullyUploaded ? detectWhole(known, seen) : detectBehindUpload(known, seen);
}

function detectWhole(known: KnownDocument, seen: SeenDocument): Finding {
  const { latest, trashedAt } = known;
  if (latest === null) return hasGap(0, seen) ? { kind: 'gap' } : facts(...firstFacts(seen));
  if (mayBeOlder(latest, trashedAt, seen)) return { kind: 'doubt' };
  const back: readonly DocumentFact[] = trashedAt === null ? [] : [{ name: 'DocumentRestored' }];
  const told = latest.version.number;
  if (seen.snapshot.version.number > told) {
    return hasGap(told, seen) ? { kind: 'gap' } : facts(...back, ...versionsAfter(told, seen));
  }
  if (trashedAt !== null) return facts(...back);
  return detectChange(latest, seen.snapshot);
}

/** A version whose bytes are on their way, perhaps for ever, hides neither those before it nor what else changed. */
function detectBehindUpload(known: KnownDocument, seen: SeenDocument): Finding {
  const { latest } = known;
  const told = latest?.version.number ?? 0;
  if (hasGap(told, seen)) return { kind: 'gap' };
  const whole = wholeBetween(told, seen).at(-1) ?? latest;
  if (whole === null) return { ...nothing, isUnfinished: true };
  const of = { version: whole.version, filename: whole.filename };
  const finding = detectWhole(known, { ...seen, snapshot: { ...seen.snapshot, ...of } });
  if (finding.kind !== 'facts') return finding;
  return { kind: 'facts', facts: finding.facts.map((fact) => ({ of, ...fact })), isUnfinished: true };
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

/** Whether versions before the newest may have been missed, and nobody has asked for them. */
const hasGap = (told: number, { snapshot, versions }: SeenDocument): boolean =>
  snapshot.version.number > told + 1 && versions === undefined;

/** A document is told from its first version on: what came before anybody looked is kept, too. */
function firstFacts(seen: SeenDocument): readonly DocumentFact[] {
  const [first, ...later] = versionsAfter(0, seen);
  return [{ ...first, name: 'DocumentAdded' }, ...later];
}

/** A burst of versions may come as one look; each is told, so that each is kept. */
const versionsAfter = (told: number, seen: SeenDocument): readonly VersionFact[] => [
  ...wholeBetween(told, seen).map((of): VersionFact => ({ name: 'DocumentVersionAdded', of })),
  { name: 'DocumentVersionAdded' },
];

type VersionFact = Extract<DocumentFact, { name: 'DocumentVersionAdded' }>;

/** Complete versions after the one told last and before the newest, in order. */
const wholeBetween = (told: number, { snapshot, versions = [] }: SeenDocument): readonly SeenVersion[] =>
  versions
    .filter(({ version: { number } }) => number > told && number < snapshot.version.number)
    .toSorted((one, other) => one.version.number - other.version.number);

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
