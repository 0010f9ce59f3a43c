import { LEAST_NAME_ROOM, LONGEST_PATH, type DocumentSnapshot, type Policy } from '@counterpart/contracts';
import { splitExtension, withSuffix } from './legal-name.js';
import { pathKey } from './path-key.js';

/** Clio’s display name may lack the extension that the uploaded file had. */
export function fileName(document: DocumentSnapshot): string {
  const [, shown] = splitExtension(document.name);
  const [, uploaded] = splitExtension(document.filename ?? '');
  return shown === '' ? `${document.name}${uploaded}` : document.name;
}

/**
 * A document as it is by now, with the extension that it is known to have. Somebody uploads a new version as `scan`, and
 * Clio shows that as the file’s name: the document is no other kind of file for it, and its counterpart keeps its name.
 * @param earlier the document as it was known before
 */
export function keepExtension(
  earlier: DocumentSnapshot | undefined,
  document: DocumentSnapshot,
): DocumentSnapshot {
  if (earlier === undefined || splitExtension(fileName(document))[1] !== '') return document;
  const [, known] = splitExtension(fileName(earlier));
  return known === '' ? document : { ...document, filename: `${document.filename ?? document.name}${known}` };
}

/** Room for a name in a folder, in UTF-16 units. */
export function nameRoom(folder: string): number {
  return Math.max(LEAST_NAME_ROOM, LONGEST_PATH - folder.length - 1);
}

/** Names beside documents that belong to the product itself: its folders of prior versions and of deleted documents. */
export const reservedNames = ({ versions, deletion }: Policy): readonly string[] => [
  versions.folder,
  deletion.folder,
];

/** Who wishes for a name, and where. */
export interface Claimant {
  /** Clio’s id of the document or matter. */
  readonly id: string;
  readonly folder: string;
  /** Names in the folder that belong to the product itself, such as the folder of prior versions. */
  readonly reserved?: readonly string[];
}

/**
 * The names to try, in order: the plain one, then the one with the owner’s Clio id. The id is unique, so the
 * second is free unless somebody else’s plain name happens to read so; then a counter decides.
 */
export function* candidates(name: string, { id, folder, reserved = [] }: Claimant): Generator<string, never> {
  const key = pathKey(name);
  if (!reserved.some((other) => pathKey(other) === key)) yield name;
  yield withSuffix(name, ` (${id})`, nameRoom(folder));
  for (let count = 2; ; count += 1) yield withSuffix(name, ` (${id}-${count})`, nameRoom(folder));
}

/** The names to try for a document that lies elsewhere already: one that bears its id keeps it in another folder, too. */
export function* namesFor(name: string, claimant: Claimant, kept: string | null): Generator<string, never> {
  if (kept !== null && isVariant(kept, candidates(name, claimant))) yield kept;
  return yield* candidates(name, claimant);
}

/** How many names of a document are looked at for the one it has. */
const VARIANTS = 20;

/** Whether a name is among the first candidates. */
export function isVariant(name: string, names: Iterable<string>): boolean {
  let looked = 0;
  for (const candidate of names) {
    if (candidate === name) return true;
    looked += 1;
    if (looked === VARIANTS) return false;
  }
  return false;
}
