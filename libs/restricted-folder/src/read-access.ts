import { DropboxError, type Sharing } from '@counterpart/dropbox-client';
import type { FolderEvidence, ItemEvidence } from './access.js';

/** The calls that reading access needs. */
export type AccessReads = Pick<Sharing, 'standing' | 'folder' | 'folderMembers' | 'fileMembers' | 'links'>;

/**
 * Reads who can open the folder at a path. Nothing is kept between two readings: what was true a moment ago proves
 * nothing.
 * @throws DropboxError where a part of it could not be read
 */
export async function readFolderAccess(sharing: AccessReads, path: string): Promise<FolderEvidence> {
  const standing = await sharing.standing(path);
  const id = standing.kind === 'folder' ? standing.namespace : null;
  const folder = id === null ? null : await knownFolder(sharing, id);
  if (id === null || folder === null) return { standing, folder: null, members: [], links: [] };
  const members = await sharing.folderMembers(id, path);
  const links = await sharing.links(path, { directOnly: false });
  return { standing, folder, members, links };
}

/** A folder that we are no member of tells us nothing of itself: for us it is not there. */
async function knownFolder(sharing: AccessReads, id: string) {
  try {
    return await sharing.folder(id);
  } catch (error) {
    if (error instanceof DropboxError && error.tags.some((tag) => UNKNOWN.has(tag))) return null;
    throw error;
  }
}

/** sharing.stone SharedFolderAccessError. */
const UNKNOWN: ReadonlySet<string> = new Set(['invalid_id', 'not_a_member', 'invalid_member', 'unmounted']);

/**
 * Reads who can open a file, by its id or path.
 * @returns null where there is none
 */
export async function readFileAccess(sharing: AccessReads, file: string): Promise<ItemEvidence | null> {
  const standing = await sharing.standing(file);
  if (standing.kind !== 'file') return null;
  const members = await sharing.fileMembers(standing.id);
  const links = await sharing.links(standing.id, { directOnly: false });
  return { standing, members, links };
}

/**
 * Reads the links to a folder within the restricted one, and whether it is shared by itself. Its members come from the
 * restricted folder unless it is.
 * @returns null where it does not stand yet
 */
export async function readInnerFolder(sharing: AccessReads, path: string): Promise<ItemEvidence | null> {
  const standing = await sharing.standing(path);
  if (standing.kind !== 'folder') return null;
  const links = await sharing.links(standing.id, { directOnly: true });
  return { standing, members: [], links };
}
