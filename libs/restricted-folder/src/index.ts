export {
  folderDeviations,
  isOpen,
  itemDeviations,
  strangers,
  type Allowed,
  type FolderEvidence,
  type ItemEvidence,
} from './access.js';
export {
  evolveFolder,
  folderPlan,
  folderRecord,
  isFor,
  isShut,
  proofUnder,
  UNPROVEN,
  type FolderRecord,
} from './proof-book.js';
export { Marks, type Suspect } from './marks.js';
export { placeDeviations, type ProvenFolder } from './place-deviations.js';
export { readFileAccess, readFolderAccess, readInnerFolder, type AccessReads } from './read-access.js';
export { sealFile, type SealedFile } from './seal-file.js';
