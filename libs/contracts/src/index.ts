export { canonicalJson, CanonicalJsonError, type Json } from './canonical-json.js';
export { causedBy, type CausedBy } from './caused-by.js';
export { EnvelopeSchema, type EnvelopeAttributes } from './envelope.js';
export { type EventDefinition } from './event-definition.js';
export { ClosingAction, UnsettledDocument } from './events/closing.js';
export { DropboxAccounts } from './dropbox-accounts.js';
export { AccountPlace, ConsentedAccount, isSameAccount, Vendor } from './events/connections.js';
export { ClioRegion } from './events/firms.js';
export { AccessChange } from './events/relocation.js';
export { AccessDeviation, RestrictedPlace } from './events/privilege.js';
export { PlacedCopy, Placement, Reason, SkipReason } from './events/router.js';
export {
  CONNECTION_REFUSED,
  FAILURE_CODES,
  FAILURES,
  type ConnectionCode,
  type FailureCode,
  type FailureMeaning,
} from './failure-codes.js';
export { firmStanding, type FirmStanding } from './firm-standing.js';
export {
  connectionStream,
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  firmOfStream,
  firmStream,
  MatterId,
  matterStream,
  migrationStream,
  NamespaceId,
  standingStream,
  StreamName,
  summaryStream,
  sweepStream,
  VersionId,
} from './ids.js';
export {
  currentMigration,
  migrationRuns,
  type MigrationRun,
  type MigrationStanding,
} from './migration-runs.js';
export { isLateArchive } from './late-archive.js';
export { maskedAddress } from './masked-address.js';
export {
  isNoticeKind,
  NOTICE_KINDS,
  type NoticeKind,
  type NoticeKindMeaning,
  type NoticeUrgency,
} from './notice-kinds.js';
export { BOUNCE_REASONS } from './outcome-reasons.js';
export { checkPolicy, type PolicyFault } from './policy/check-policy.js';
export { LEAST_NAME_ROOM, LONGEST_MATTER_FOLDER, LONGEST_PATH } from './policy/limits.js';
export { DEFAULT_POLICY, Policy } from './policy/policy.js';
export {
  FILTERS,
  MATTER_FIELDS,
  VERSION_FIELDS,
  type FilterName,
  type MatterField,
  type VersionField,
} from './policy/template-vocabulary.js';
export {
  parseTemplate,
  type AppliedFilter,
  type FieldPart,
  type Template,
  type TemplateComponent,
  type Vocabulary,
} from './policy/template.js';
export { sameWord, wordKey } from './policy/words.js';
export { UnreadableEvent, type UnreadableBecause } from './reading.js';
export { isKeyOf, matterKey, namespaceKey } from './record-keys.js';
export {
  decodeEvent,
  encodeEvent,
  EVENTS,
  typeOf,
  type Event,
  type EventData,
  type EventName,
} from './registry.js';
export { DocumentSnapshot, Instant, MatterSnapshot, Named } from './snapshots.js';
export { mattersIn } from './matters-in.js';
export { namesIn, type ToldNames } from './told-names.js';
export {
  deadLetterTopicOf,
  OWNERS,
  parkedTopicOf,
  TOPICS,
  topicsOf,
  type Owner,
  type Topic,
} from './topics.js';
export {
  placeOf,
  subjectOf,
  workReference,
  workStream,
  type WorkPlace,
  type WorkSubject,
} from './work-subject.js';
