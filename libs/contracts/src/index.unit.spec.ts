import { expect, it } from 'vitest';
import * as contracts from './index.js';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(contracts).toSorted()).toMatchInlineSnapshot(`
    [
      "CanonicalJsonError",
      "DEFAULT_POLICY",
      "DocumentId",
      "DocumentSnapshot",
      "EVENTS",
      "EnvelopeSchema",
      "EventId",
      "FAILURES",
      "FAILURE_CODES",
      "FirmId",
      "Instant",
      "MatterId",
      "MatterSnapshot",
      "Named",
      "NamespaceId",
      "OWNERS",
      "Placement",
      "Policy",
      "SkipReason",
      "StreamName",
      "TOPICS",
      "UnreadableEvent",
      "VersionId",
      "canonicalJson",
      "causedBy",
      "deadLetterTopicOf",
      "decodeEvent",
      "documentStream",
      "encodeEvent",
      "firmStream",
      "matterKey",
      "matterStream",
      "namespaceKey",
      "parkedTopicOf",
      "topicsOf",
      "typeOf",
    ]
  `);
});
