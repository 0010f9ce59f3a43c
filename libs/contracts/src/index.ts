export { canonicalJson, CanonicalJsonError, type Json } from './canonical-json.js';
export { causedBy, type CausedBy } from './caused-by.js';
export { EnvelopeSchema, type EnvelopeAttributes } from './envelope.js';
export { type EventDefinition } from './event-definition.js';
export { Placement, SkipReason } from './events/router.js';
export { FAILURE_CODES, FAILURES, type FailureCode, type FailureMeaning } from './failure-codes.js';
export {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  firmStream,
  MatterId,
  matterStream,
  NamespaceId,
  StreamName,
  VersionId,
} from './ids.js';
export { DEFAULT_POLICY, Policy } from './policy.js';
export { matterKey, namespaceKey } from './record-keys.js';
export {
  decodeEvent,
  encodeEvent,
  EVENTS,
  typeOf,
  UnreadableEvent,
  type Event,
  type EventData,
  type EventName,
  type UnreadableBecause,
} from './registry.js';
export { DocumentSnapshot, Instant, MatterSnapshot, Named } from './snapshots.js';
export {
  deadLetterTopicOf,
  OWNERS,
  parkedTopicOf,
  TOPICS,
  topicsOf,
  type Owner,
  type Topic,
} from './topics.js';
