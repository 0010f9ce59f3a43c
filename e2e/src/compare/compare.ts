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
  /** Its complete versions before that one, those without bytes left out. */
  readonly priors?: readonly PriorVersion[];
}

/** A version that was replaced. */
interface PriorVersion {
  readonly versionId: string;
  readonly number: number;
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
  /** Version number → file id of what is kept of it. */
  readonly kept?: ReadonlyMap<number, string>;
  /** File ids of what somebody made of it by hand. */
  readonly handEdits?: readonly string[];
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

/** Documents and the files that are theirs. */
export interface Pairing {
  readonly pairs: readonly Pair[];
  readonly copies: readonly Pair[];
  /** Prior versions. */
  readonly priors: readonly Pair[];
  readonly problems: readonly Problem[];
}

/**
 * Pairs documents with files. Every document with bytes has exactly one file, at its place; every file belongs to
 * exactly one document; an empty placeholder has none.
 */
export function pairUp(
  documents: readonly SourceDocument[],
  files: readonly MirroredFile[],
  trail: readonly TrailEntry[],
): Pairing {
  const fileById = new Map(files.map((file) => [file.id, file]));
  const entryOf = new Map(trail.map((entry) => [entry.document, entry]));
  const owners = new Map<string, string>();
  const pairs: Pair[] = [];
  const copyPairs: Pair[] = [];
  const priorPairs: Pair[] = [];
  const problems: Problem[] = [];
  for (const document of documents.filter(({ size }) => size > 0)) {
    const file = fileById.get(entryOf.get(document.id)?.counterpart ?? '');
    if (file === undefined) {
      problems.push({ kind: 'missing', document: document.id, path: null, detail: document.name });
      continue;
    }
    problems.push(...ownershipProblems(owners, document, file), ...placeProblems(document, file));
    pairs.push({ document, file });
    const beside = besideOf(document, file, { entry: entryOf.get(document.id) ?? NOTHING_TOLD, fileById });
    for (const owned of beside.files) problems.push(...ownershipProblems(owners, document, owned));
    problems.push(...beside.problems);
    copyPairs.push(...beside.copies);
    priorPairs.push(...beside.priors);
  }
  // The copy of a document that is in Clio’s trash stays, as the document’s own file does.
  const copied = new Set(trail.flatMap(({ copies: ids = [] }) => ids));
  const strays = files.filter((file) => !owners.has(file.id) && !copied.has(file.id));
  problems.push(...strays.map((file) => stray(file)));
  return { pairs, copies: copyPairs, priors: priorPairs, problems };
}

/** What the trail says of a document, and the files there are. */
interface Told {
  readonly entry: Omit<TrailEntry, 'document' | 'counterpart'>;
  readonly fileById: ReadonlyMap<string, MirroredFile>;
}

const NOTHING_TOLD: Told['entry'] = {};

/** The files that belong to a document beside its counterpart. */
function besideOf(
  document: SourceDocument,
  file: MirroredFile,
  told: Told,
): Omit<Pairing, 'pairs'> & { readonly files: readonly MirroredFile[] } {
  const copies = copiesOf(document, told.entry.copies ?? [], told.fileById);
  const priors = priorsOf(document, file, told);
  // A copy stays as the client uploaded it, whatever versions came since.
  const asUploaded = { ...document, ...document.priors?.at(-1) };
  return {
    copies: copies.files.map((copy) => ({ document: asUploaded, file: copy })),
    priors: priors.pairs,
    files: [...copies.files, ...priors.pairs.map((pair) => pair.file), ...priors.handEdits],
    problems: [...copies.problems, ...priors.problems],
  };
}

/** A client’s upload has one copy, below its matter’s number; no other document has any. */
function copiesOf(
  document: SourceDocument,
  ids: readonly string[],
  fileById: ReadonlyMap<string, MirroredFile>,
): { files: readonly MirroredFile[]; problems: readonly Problem[] } {
  const files = ids.flatMap((id) => fileById.get(id) ?? []);
  const about = { document: document.id, path: null };
  const shut = expectedRestricted(document);
  const isRightCount = files.length === (document.fromClient ? 1 : 0);
  // What is privileged is never copied into an open folder; a copy that was made before is locked away.
  if (!isRightCount && !(shut !== undefined && files.length === 0)) {
    const detail = `${files.length} copies in the folder of client uploads`;
    return { files, problems: [{ kind: 'missing', ...about, detail }] };
  }
  const folder = shut === undefined ? `/ClientUploads/${document.matterNumber}/` : `${shut}/`;
  const strays = files.filter(({ path }) => !path.startsWith(folder));
  const detail = `its copy belongs into ${folder}`;
  return { files, problems: strays.map(({ path }) => ({ kind: 'misplaced', ...about, path, detail })) };
}

/** Every version that was replaced is kept once, in the folder of prior versions beside the current file. */
function priorsOf(
  document: SourceDocument,
  current: MirroredFile,
  { entry, fileById }: Told,
): { pairs: readonly Pair[]; handEdits: readonly MirroredFile[]; problems: readonly Problem[] } {
  const folder = `${current.path.slice(0, current.path.lastIndexOf('/'))}/_Archive/`;
  const pairs: Pair[] = [];
  const problems: Problem[] = [];
  const about = { document: document.id, path: null };
  for (const { number, versionId, size } of document.priors ?? []) {
    const file = fileById.get(entry.kept?.get(number) ?? '');
    if (file === undefined) problems.push({ kind: 'missing', ...about, detail: `version ${number}` });
    else pairs.push({ document: { ...document, versionId, size }, file });
  }
  const handEdits = (entry.handEdits ?? []).flatMap((id) => fileById.get(id) ?? []);
  const strays = [...pairs.map(({ file }) => file), ...handEdits].filter(
    ({ path }) => !path.startsWith(folder),
  );
  const detail = `belongs into ${folder}`;
  problems.push(...strays.map(({ path }): Problem => ({ kind: 'misplaced', ...about, path, detail })));
  return { pairs, handEdits, problems };
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
