export { FIRM_BOOK } from './firm-book.js';
export type {
  FirmBook,
  FirmContact,
  FirmMatter,
  FirmPracticeArea,
  FirmUser,
  MatterCharacter,
} from './firm-book.js';
export { FirmError } from './firm-error.js';
export type { FirmErrorCode } from './firm-error.js';
export { AWKWARD_NAMES } from './documents/awkward-names.js';
export type { AwkwardName } from './documents/awkward-names.js';
export { SIZE_TOLERANCE } from './documents/document-plan.js';
export type { DocumentKind, DocumentPlan } from './documents/document-plan.js';
export { planDocuments } from './documents/plan-documents.js';
export type { PlanRequest } from './documents/plan-documents.js';
export { measureDocument, renderDocument, streamDocument } from './documents/render-document.js';
export type { DocumentMeasure } from './documents/render-document.js';
export { loadFirm } from './load-firm.js';
export type { LoadProgress, LoadRequest, LoadSummary } from './load-firm.js';
