import { enclosing, type Place } from '../access/levels.js';
import { canTraverse, roleAt } from '../access/permission.js';
import { isAtLeast } from '../access/roles.js';
import { withNamespaceLocks } from '../namespace-lock.js';
import { routeError } from '../wire/api-error.js';
import type { Exchange } from '../wire/exchange.js';
import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';
import { parentOf } from '../tree/names.js';

/** Who asks, and where plain paths begin. */
export type Scene = Pick<Exchange, 'state' | 'tree' | 'caller'>;

/** A path within its namespace. */
export type Located = Place;

/** Resolves `/path`, `ns:<id>/path` and `id:<file id>`, whoever asks; undefined where namespace or id is unknown. */
export function resolvePath({ state, tree }: Scene, path: string): Located | undefined {
  const namespaced = /^ns:([0-9]+)(\/.*)?$/s.exec(path);
  if (namespaced !== null) {
    const base = mountOf({ state }, namespaced[1] ?? '');
    return base === undefined
      ? undefined
      : { tree: base.tree, path: trimmed(base.path + (namespaced[2] ?? '')) };
  }
  if (!path.startsWith('id:')) return { tree, path: trimmed(path) };
  const found = state.find(path);
  return found === undefined ? undefined : { tree: found.tree, path: found.entry.path };
}

/** Where a namespace begins: the root of a tree, or the folder that a shared one is mounted at. */
export function mountOf({ state }: Pick<Exchange, 'state'>, namespace: string): Located | undefined {
  const tree = state.trees.get(namespace);
  if (tree !== undefined) return { tree, path: '' };
  const folder = state.sharing.folder(namespace);
  const mount = folder === undefined ? undefined : state.trees.get(folder.tree);
  const entry = mount?.byId(folder?.entryId ?? '');
  return mount === undefined || entry === undefined ? undefined : { tree: mount, path: entry.path };
}

/** As {@link resolvePath}, and undefined too where the caller may not know of what is there. */
export function locate(scene: Scene, path: string): Located | undefined {
  const place = resolvePath(scene, path);
  return place !== undefined && mayKnow(scene, place) ? place : undefined;
}

/** As {@link resolvePath}, and undefined too where the caller may not write. */
export function locateToWrite(scene: Scene, path: string): Located | undefined {
  const place = resolvePath(scene, path);
  return place !== undefined && mayWrite(scene, place) ? place : undefined;
}

export const mayRead = ({ state, caller }: Scene, place: Place): boolean =>
  roleAt(state, caller, place) !== null;

export const mayWrite = ({ state, caller }: Scene, place: Place): boolean =>
  isAtLeast(roleAt(state, caller, place), 'editor');

/** Moving or deleting changes the folder around as well. */
export const mayTakeAway = (scene: Scene, { tree, path }: Place): boolean =>
  mayWrite(scene, { tree, path }) && mayWrite(scene, { tree, path: parentOf(path) });

/**
 * Who may not read a place may still know its name: a restricted folder shows in its parent, and a folder above one
 * that is shared with the caller can be walked through (files.stone FolderSharingInfo no_access, traverse_only).
 */
function mayKnow(scene: Scene, place: Place): boolean {
  if (mayRead(scene, place)) return true;
  const { state, caller } = scene;
  const { tree, path } = place;
  if (state.sharing.folder(tree.id) === undefined) return false;
  const entry = tree.at(path);
  const isMount = entry !== undefined && state.sharing.folderAt(entry.id) !== undefined;
  if (isMount && mayRead(scene, { tree, path: parentOf(path) })) return true;
  return entry?.kind !== 'file' && canTraverse(state, caller, place);
}

/** Tells of each path of a tree whether the caller may know of it. */
export function visibleIn(scene: Scene, tree: NamespaceTree): (path: string) => boolean {
  const { sharing } = scene.state;
  const isBarred = [...sharing.folders()].some(({ inheritance }) => inheritance === 'no_inherit');
  // Without a restricted folder who may read the root may read everything.
  if (!isBarred && mayRead(scene, { tree, path: '' })) return () => true;
  return (path) => mayKnow(scene, { tree, path });
}

/** Whether a folder can be listed: read, or walked through to what the caller may read. */
export const mayList = (scene: Scene, place: Place): boolean =>
  mayRead(scene, place) ||
  (scene.state.sharing.folder(place.tree.id) !== undefined && canTraverse(scene.state, scene.caller, place));

/** The namespace whose lock a change at a place takes: the nearest shared folder’s, or the tree’s. */
const namespaceOf = ({ state }: Scene, place: Place): string =>
  enclosing(state, place)[0]?.id ?? place.tree.id;

/** Does work under the locks of the namespaces that paths lie in. */
export function held<T>(scene: Scene, paths: readonly string[], work: () => T): Promise<T> {
  const namespaces = paths.map((path) => {
    const place = resolvePath(scene, path);
    return place === undefined ? scene.tree.id : namespaceOf(scene, place);
  });
  return withNamespaceLocks(scene.state, namespaces, work);
}

/** A trailing slash is no component. */
const trimmed = (path: string): string => path.replace(/\/+$/, '').normalize('NFC');

/** The entry at a path. @param around tags that stand before the LookupError in the route’s union */
export function lookUp(scene: Scene, path: string, around: readonly string[]): Entry {
  const located = locate(scene, path);
  const entry = located?.tree.at(located.path);
  if (entry === undefined) throw routeError([...around, 'not_found']);
  return entry;
}
