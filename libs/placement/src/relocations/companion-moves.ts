import type { DocumentId, Policy } from '@counterpart/contracts';
import { legalName, withSuffix } from '../legal-name.js';
import { liesWell } from '../lies-well.js';
import type { LiveCompanion } from '../live/companions.js';
import type { FirmView } from '../live/firm-view.js';
import { nameRoom } from '../names.js';
import type { Place, Skip } from '../place.js';
import { accessOf } from './access.js';
import { isWithin, rebased, samePlace, split } from './paths.js';
import type { AlongMove, Move } from './relocation-plan.js';

/** Follows the name of a copy that is locked away, before its extension. */
export const WITHDRAWN = '_client_upload';

/** What moves are planned on. */
interface Scene {
  readonly before: Policy;
  readonly after: Policy;
  readonly view: FirmView;
}

/** A document’s file beside it, and what becomes of the document. */
interface Beside {
  readonly id: DocumentId;
  readonly companion: LiveCompanion;
  readonly place: Place;
  /** The document itself goes to another folder, by a move of its own. */
  readonly moves: boolean;
}

/**
 * What goes along with documents: prior versions stay beside theirs, copies of clients’ uploads go where the policy wants
 * them, and all of them are locked away with a document that is. What the move of a folder carries is no move of its own.
 * Names are the wished ones: whether one is taken is seen when it is claimed.
 */
export function companionMoves(
  scene: Scene,
  decisions: ReadonlyMap<DocumentId, Place | Skip>,
  moves: readonly Move[],
): readonly AlongMove[] {
  const folders = moves.filter(({ kind }) => kind === 'folder');
  const moved = new Set(moves.flatMap(({ kind, documents }) => (kind === 'file' ? documents : [])));
  return [...decisions].flatMap(([id, place]) => {
    if (place.kind === 'skip') return [];
    return scene.view.companionsOf(id).flatMap((one) => {
      const path = folders.reduce((at, folder) => rebased(at, folder), one.path);
      const companion = { ...one, path };
      return moveOf(scene, { id, companion, place, moves: moved.has(id) });
    });
  });
}

function moveOf({ before, after }: Scene, beside: Beside): readonly AlongMove[] {
  const { id, companion } = beside;
  const { kind, path: from } = companion;
  const to = kind === 'version' ? shelfPlace(after, beside) : copyPlace(after, beside);
  if (to === null || samePlace(from, to)) return [];
  return [{ document: id, what: kind, from, to, access: accessOf(before, after, { from, to }) }];
}

function shelfPlace(after: Policy, { companion, place, moves }: Beside): string | null {
  const isLeftOpen = place.access === 'restricted' && !isWithin(companion.path, after.privileged.folder);
  return moves || isLeftOpen ? `${shelfIn(after, place)}/${split(companion.path).name}` : null;
}

function copyPlace(after: Policy, beside: Beside): string | null {
  const { id, companion, place, moves } = beside;
  if (place.access === 'open') {
    const [wished] = place.copies;
    if (wished === undefined || liesWell(companion.path, wished.name, { id, folder: wished.folder }))
      return null;
    return `${wished.folder}/${wished.name}`;
  }
  const shelf = shelfIn(after, place);
  const { name } = split(companion.path);
  if (!isWithin(companion.path, after.privileged.folder)) {
    return `${shelf}/${withSuffix(name, WITHDRAWN, nameRoom(shelf))}`;
  }
  return moves ? `${shelf}/${name}` : null;
}

const shelfIn = ({ versions }: Policy, { folder }: Place): string =>
  `${folder}/${legalName(versions.folder)}`;
