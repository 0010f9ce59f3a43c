import type { DocumentId } from '@counterpart/contracts';

/** A file in an archive. */
export interface ArchiveEntry {
  /** Its path in the archive, with `/` between folders. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
}

/** A document that was asked for, as Clio shows it after the archive was made. */
export interface AskedDocument {
  readonly document: DocumentId;
  /**
   * What Clio calls it: its name and the file name of its version. Null where it changed while the archive was made: then
   * any entry may be one of its forms, and it gets none.
   */
  readonly names: readonly string[] | null;
  readonly size: number;
}

/**
 * Which entry holds which document. How Clio names entries is not documented, so an entry is a document’s only where
 * nothing else is possible: name and size fit, no other document that was asked for fits this entry, and no other entry
 * fits this document. Whatever is in doubt is in no pair.
 * @param documents all that were asked for: one that is left out could be taken for another
 */
export function matchEntries<Entry extends ArchiveEntry>(
  entries: readonly Entry[],
  documents: readonly AskedDocument[],
): ReadonlyMap<DocumentId, Entry> {
  // One that changed may look like any other, and passes for it where that other’s own entry is missing.
  const isDoubtful = documents.some(({ names }) => names === null);
  if (isDoubtful && entries.length !== documents.length) return new Map();
  const bySize = Map.groupBy(documents, ({ size }) => size);
  const fits = entries.flatMap((entry) => {
    const of = (bySize.get(entry.size) ?? []).filter(({ names }) => isNamed(entry.path, names));
    return of.map(({ document }) => ({ document, entry, isOnly: of.length === 1 }));
  });
  const pairs = [...Map.groupBy(fits, ({ document }) => document)].flatMap(([document, found]) => {
    const [one] = found;
    return one !== undefined && found.length === 1 && one.isOnly ? [[document, one.entry] as const] : [];
  });
  return new Map(pairs);
}

/** Whether an entry may be called so: as it is, led by a number, or followed by one before its extension. */
function isNamed(path: string, names: AskedDocument['names']): boolean {
  if (names === null) return false;
  const base = plain(path.slice(path.lastIndexOf('/') + 1));
  const forms = [base, base.replace(/^\d+[ ._-]+/, ''), base.replace(/ ?[(_-]\d+\)?(?=(\.[^.]*)?$)/, '')];
  const known = new Set(names.map(plain));
  return forms.some((form) => known.has(form));
}

/** Archives replace what file systems do not take, and spell letters in one way or another. */
const plain = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_')
    .trim();
