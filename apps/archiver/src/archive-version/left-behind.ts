import type { DocumentId, Event, FirmId } from '@counterpart/contracts';
import { candidates } from '@counterpart/placement';
import { ownFilesIn } from '../custody/own-files.js';
import type { SeenFile } from '../custody/seen-file.js';
import type { VersionFiles } from './archive-version.ports.js';

/** How many names are tried before a person has to look. */
const NAMES = 20;

/** Paths of the names that a file is kept under, in the order in which they are tried. */
export function* pathsIn(folder: string, names: Iterable<string>): Generator<string> {
  let tried = 0;
  for (const name of names) {
    yield `${folder}/${name}`;
    tried += 1;
    if (tried === NAMES) return;
  }
}

/** Where a version, or a hand edit of it, was to be kept. */
interface Sought {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly folders: readonly string[];
  readonly names: readonly string[];
}

/**
 * Files under names of ours that nobody was told of: a put whose answer was lost leaves one, and so does a process that died before it
 * told. Whether they are that version, their content tells.
 * @param story the document’s stream
 */
export async function leftBehind(
  files: Pick<VersionFiles, 'look' | 'isAnothers'>,
  story: readonly Event[],
  { firm, document, folders, names }: Sought,
): Promise<readonly SeenFile[]> {
  const known = ownFilesIn(story);
  const left: SeenFile[] = [];
  for (const [folder, name] of folders.flatMap((one) => names.map((name) => [one, name] as const))) {
    for (const path of pathsIn(folder, candidates(name, { id: document, folder }))) {
      const seen = await files.look(firm, path);
      if (seen.kind === 'nothing') break;
      if (seen.kind !== 'file' || known.has(seen.id)) continue;
      if (!(await files.isAnothers(firm, document, seen))) left.push(seen);
    }
  }
  return left;
}
