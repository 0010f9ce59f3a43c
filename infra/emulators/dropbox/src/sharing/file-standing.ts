import type { Place } from '../access/levels.js';
import { roleAt } from '../access/permission.js';
import { isAtLeast, type Role } from '../access/roles.js';
import { locate, mayRead, type Scene } from '../routes/resolve.js';
import type { FileEntry } from '../tree/namespace-tree.js';
import { routeError } from '../wire/api-error.js';

/** A file as a caller stands to it. */
export interface FileStanding {
  readonly file: FileEntry;
  readonly place: Place;
  readonly role: Role;
}

/**
 * The file that a PathOrId names (SharingFileAccessError).
 * @throws ApiError 409 access_error/invalid_file, no_permission, is_folder
 */
export function standingToFile(scene: Scene, pathOrId: string): FileStanding {
  // `nspath:<id>:<path>` is the older form of `ns:<id>/<path>`.
  const path = pathOrId.replace(/^nspath:([0-9]+):\/?/, 'ns:$1/');
  const place = locate(scene, path);
  const entry = place?.tree.at(place.path);
  if (place === undefined || entry === undefined) throw routeError(['access_error', 'invalid_file']);
  if (entry.kind === 'folder') throw routeError(['access_error', 'is_folder']);
  const role = roleAt(scene.state, scene.caller, place);
  if (role === null || !mayRead(scene, place)) throw routeError(['access_error', 'no_permission']);
  return { file: entry, place: { tree: place.tree, path: entry.path }, role };
}

/** Members of a file are changed by who may edit it. @throws ApiError 409 access_error/no_permission */
export function editableFile(scene: Scene, pathOrId: string): FileStanding {
  const standing = standingToFile(scene, pathOrId);
  if (!isAtLeast(standing.role, 'editor')) throw routeError(['access_error', 'no_permission']);
  return standing;
}
