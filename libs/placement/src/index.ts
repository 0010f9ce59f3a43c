export { applyFilters } from './apply-filters.js';
export { closedFolder } from './closed-folder.js';
export { customFieldsNamed } from './custom-fields.js';
export {
  decideDeletion,
  deletionBreaker,
  driftBreaker,
  type DeletionDecision,
  type DeletionEvidence,
  type DeletionRate,
} from './deletion.js';
export { matterFilter } from './filters.js';
export { ClaimBook, type ClaimedName, type NameWish } from './claim-book.js';
export { legalName, splitExtension, withSuffix } from './legal-name.js';
export { liesWell } from './lies-well.js';
export { matterFolder, scaffold } from './matter-folder.js';
export {
  candidates,
  fileName,
  keepExtension,
  nameRoom,
  namesFor,
  reservedNames,
  type Claimant,
} from './names.js';
export { pathKey } from './path-key.js';
export {
  place,
  placeOfMirrored,
  skipOf,
  subfolderOf,
  unfitness,
  type Place,
  type SettledMatter,
  type Skip,
} from './place.js';
export { privilegedBy, unreadMark } from './privileged.js';
export { type Told } from './render.js';
export { rolledUpPlace, versionPlace, type VersionPlace } from './version-name.js';
export { FirmView, type LiveDocument, type LiveMatter } from './live/firm-view.js';
export {
  type Arrival,
  type Collision,
  type LeftOut,
  type Move,
  type RelocationPlan,
} from './relocations/relocation-plan.js';
export { WITHDRAWN } from './relocations/companion-moves.js';
export { relocations, type RelocationOptions } from './relocations/relocations.js';
export { between, isWithin, rebased, samePlace, split } from './relocations/paths.js';
export { LARGEST_MOVE } from './relocations/split-move.js';
