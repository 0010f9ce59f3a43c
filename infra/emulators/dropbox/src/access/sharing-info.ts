import { mayList, mayRead, mayWrite, type Scene } from '../routes/resolve.js';
import { isJson, type JsonObject } from '../wire/json.js';
import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';
import { enclosing } from './levels.js';

/**
 * Puts `sharing_info` (files.stone FileSharingInfo, FolderSharingInfo) into every file and folder of an answer that
 * lies in a shared folder, as it is for the caller.
 */
export function withSharingInfo(scene: Scene, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withSharingInfo(scene, one));
  if (!isJson(value)) return value;
  const { id } = value;
  const isMetadata = typeof id === 'string' && id.startsWith('id:') && 'path_lower' in value;
  const found = isMetadata ? scene.state.find(id) : undefined;
  if (found !== undefined) return { ...value, ...infoOf(scene, found.tree, found.entry) };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withSharingInfo(scene, one)]));
}

function infoOf(scene: Scene, tree: NamespaceTree, entry: Entry): JsonObject {
  const place = { tree, path: entry.path };
  const folders = enclosing(scene.state, place);
  if (folders.length === 0) return {};
  const own = folders.find(({ entryId }) => entryId === entry.id);
  const parent = folders.find((folder) => folder !== own);
  const readOnly = !mayWrite(scene, place);
  const above = parent === undefined ? {} : { parent_shared_folder_id: parent.id };
  if (entry.kind === 'file') return { sharing_info: { read_only: readOnly, ...above } };
  const isClosed = !mayRead(scene, place);
  const isPassage = isClosed && mayList(scene, place);
  return {
    sharing_info: {
      read_only: readOnly,
      ...above,
      ...(own === undefined ? {} : { shared_folder_id: own.id }),
      traverse_only: isPassage,
      no_access: isClosed && !isPassage,
    },
  };
}
