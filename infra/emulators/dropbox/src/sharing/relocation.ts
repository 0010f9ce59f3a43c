import { enclosing, type Place } from '../access/levels.js';
import { mayTakeAway, type Scene } from '../routes/resolve.js';
import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';
import { parentOf } from '../tree/names.js';
import type { SharedFolder } from './folder.js';

/** What shall go where. */
export interface Relocation {
  readonly verb: 'move' | 'copy';
  readonly from: Place;
  readonly source: Entry;
  readonly to: Place;
  readonly allowOwnershipTransfer: boolean;
}

/**
 * What sharing has against a relocation: tags of RelocationError (files.stone).
 *
 * Shared folders are never copied. They move within their own tree with everything that belongs to them, not into
 * another shared folder unless both lie in the team’s space, where sharing nests. Content changes its owner when it
 * goes from one tree into another; that is refused unless it was asked for.
 */
export function refusalOf(scene: Scene, relocation: Relocation): readonly string[] | undefined {
  const { verb, from, source, to, allowOwnershipTransfer } = relocation;
  const shared = sharedFoldersIn(scene, from.tree, source);
  if (verb === 'copy') return shared.length > 0 ? ['cant_copy_shared_folder'] : undefined;
  const taken = [from, ...shared.map((folder) => placeOf(from.tree, folder))];
  if (!taken.every((place) => mayTakeAway(scene, place))) return ['from_write', 'no_write_permission'];
  if (from.tree !== to.tree) {
    if (shared.length > 0) return ['cant_move_shared_folder'];
    return allowOwnershipTransfer ? undefined : ['cant_transfer_ownership'];
  }
  return shared.length > 0 && wouldNest(scene, to) ? ['cant_nest_shared_folder'] : undefined;
}

/** The shared folders among an entry and all below it. */
export function sharedFoldersIn(
  { state }: Pick<Scene, 'state'>,
  tree: NamespaceTree,
  entry: Entry,
): readonly SharedFolder[] {
  return [...state.sharing.folders()].filter(({ tree: home, entryId }) => {
    const mount = home === tree.id && entryId !== null ? tree.byId(entryId) : undefined;
    return mount !== undefined && (mount === entry || mount.path.startsWith(`${entry.path}/`));
  });
}

const placeOf = (tree: NamespaceTree, { entryId }: SharedFolder): Place => ({
  tree,
  path: tree.byId(entryId ?? '')?.path ?? '',
});

/** Only the team’s space has shared folders in shared folders. */
const wouldNest = ({ state }: Scene, { tree, path }: Place): boolean =>
  state.sharing.folder(tree.id) === undefined && enclosing(state, { tree, path: parentOf(path) }).length > 0;

/** Whether the move leaves the namespace it begins in. */
export function changesNamespace({ state }: Scene, from: Place, to: Place): boolean {
  const nearest = ({ tree, path }: Place): string =>
    enclosing(state, { tree, path: parentOf(path) })[0]?.id ?? tree.id;
  return nearest(from) !== nearest(to);
}
