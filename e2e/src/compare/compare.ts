import { EXPECTED_FOLDERS, expectedRestricted, expectedSubfolder } from './expected-folders.js';

/** A document as Clio holds it: its latest complete version. */
export interface SourceDocument {
  readonly id: string;
  readonly name: string;
  readonly matterNumber: string | null;
  readonly category: string | null;
  /** A client uploaded it through the portal: it has a copy in the folder of client uploads. */
  readonly fromClient: boolean;
  readonly versionId: string;
  readonly size: number;
}

/** A file as Dropbox holds it. */
export interface MirroredFile {
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

/** What the audit trail says of a document: the file it is mirrored in. */
export interface TrailEntry {
  readonly document: string;
  readonly counterpart: string;
  /** File ids of its copies. */
  readonly copies?: readonly string[];
}

/** One thing that is not as it should be. */
export interface Problem {
  readonly kind: 'missing' | 'mismatched' | 'misplaced' | 'duplicate';
  readonly document: string | null;
  readonly path: string | null;
  readonly detail: string;
}

/** A document and its file, to be compared byte for byte. */
export interface Pair {
  readonly document: SourceDocument;
  readonly file: MirroredFile;
}

/**
 * Pairs documents with files. Every document with bytes has exactly one file, at its place; every file belongs to
 * exactly one document; an empty placeholder has none.
 */
export function pairUp(
  documents: readonly SourceDocument[],
  files: readonly MirroredFile[],
  trail: readonly TrailEntry[],
): { pairs: readonly Pair[]; copies: readonly Pair[]; problems: readonly Problem[] } {
  const fileById = new Map(files.map((file) => [file.id, file]));
  const entryOf = new Map(trail.map((entry) => [entry.document, entry]));
  const owners = new Map<string, string>();
  const pairs: Pair[] = [];
  const copyPairs: Pair[] = [];
  const problems: Problem[] = [];
  for (const document of documents.filter(({ size }) => size > 0)) {
    const file = fileById.get(entryOf.get(document.id)?.counterpart ?? '');
    if (file === undefined) {
      problems.push({ kind: 'missing', document: document.id, path: null, detail: document.name });
      continue;
    }
    problems.push(...ownershipProblems(owners, document, file), ...placeProblems(document, file));
    pairs.push({ document, file });
    const copies = copiesOf(document, entryOf.get(document.id)?.copies ?? [], fileById);
    for (const copy of copies.files) problems.push(...ownershipProblems(owners, document, copy));
    problems.push(...copies.problems);
    copyPairs.push(...copies.files.map((copy) => ({ document, file: copy })));
  }
  // The copy of a document that is in Clio’s trash stays, as the document’s own file does.
  const copied = new Set(trail.flatMap(({ copies: ids = [] }) => ids));
  const strays = files.filter((file) => !owners.has(file.id) && !copied.has(file.id));
  problems.push(...strays.map((file) => stray(file)));
  return { pairs, copies: copyPairs, problems };
}

/** A client’s upload has one copy, below its matter’s number; no other document has any. */
function copiesOf(
  document: SourceDocument,
  ids: readonly string[],
  fileById: ReadonlyMap<string, MirroredFile>,
): { files: readonly MirroredFile[]; problems: readonly Problem[] } {
  const files = ids.flatMap((id) => fileById.get(id) ?? []);
  const about = { document: document.id, path: null };
  if (files.length !== (document.fromClient ? 1 : 0)) {
    const detail = `${files.length} copies in the folder of client uploads`;
    return { files, problems: [{ kind: 'missing', ...about, detail }] };
  }
  const folder = `/ClientUploads/${document.matterNumber}/`;
  const strays = files.filter(({ path }) => !path.startsWith(folder));
  const detail = `its copy belongs into ${folder}`;
  return { files, problems: strays.map(({ path }) => ({ kind: 'misplaced', ...about, path, detail })) };
}

function ownershipProblems(
  owners: Map<string, string>,
  document: SourceDocument,
  file: MirroredFile,
): Problem[] {
  const other = owners.get(file.id);
  owners.set(file.id, document.id);
  if (other === undefined) return [];
  const detail = `also the counterpart of document ${other}`;
  return [{ kind: 'duplicate', document: document.id, path: file.path, detail }];
}

function placeProblems(document: SourceDocument, file: MirroredFile): Problem[] {
  const cut = file.path.lastIndexOf('/');
  const folder = EXPECTED_FOLDERS.get(document.matterNumber ?? '');
  const open = folder === undefined ? undefined : `${folder}/${expectedSubfolder(document.category)}`;
  const expected = expectedRestricted(document) ?? open;
  const problem = (detail: string): Problem => ({
    kind: 'misplaced',
    document: document.id,
    path: file.path,
    detail,
  });
  if (expected === undefined) return [problem(`matter ${document.matterNumber} should have no files`)];
  if (file.path.slice(0, cut) !== expected) return [problem(`belongs into ${expected}`)];
  if (!sameLetters(document, file.path.slice(cut + 1)))
    return [problem(`does not bear the name ${document.name}`)];
  return [];
}

/** The file’s name tells the document’s: its letters and digits in their order, up to the length that fits. */
function sameLetters(document: SourceDocument, fileName: string): boolean {
  const told = letters(document.name);
  const shown = letters(fileName.replace(`(${document.id})`, ''));
  const compared = Math.min(told.length, 20);
  return (
    told.length === 0 ||
    shown.startsWith(told.slice(0, compared)) ||
    told.startsWith(shown.slice(0, compared))
  );
}

const letters = (text: string): string => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '');

const stray = (file: MirroredFile): Problem => ({
  kind: 'duplicate',
  document: null,
  path: file.path,
  detail: 'no document’s counterpart',
});
