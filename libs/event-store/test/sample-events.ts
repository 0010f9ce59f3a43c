import { randomUUID } from 'node:crypto';
import {
  DocumentId,
  documentStream,
  FirmId,
  matterKey,
  MatterId,
  matterStream,
  type StreamName,
} from '@counterpart/contracts';
import type { Cause, NewEvent, StreamWrite } from '../src/index.js';

export const FIRM = FirmId.parse('reyes-partners');
export const NOW = new Date('2026-11-24T09:00:00.000Z');

let lastNumber = 1000;

/** A document number nobody else in this process uses. */
export const nextDocument = (): DocumentId => DocumentId.parse(String((lastNumber += 1)));

export const streamOf = (document: DocumentId): StreamName => documentStream(FIRM, document);

export const aMatter = MatterId.parse('77');
export const aMatterStream = matterStream(FIRM, aMatter);

/** A cause of its own. */
export const aCause = (overrides: Partial<Cause> = {}): Cause => ({
  eventId: randomUUID(),
  correlationId: 'corr-1',
  handler: 'router.route-document',
  actor: 'service:router',
  source: '/counterpart/router',
  ...overrides,
});

/** A router decision about a document: the smallest event there is. */
export const skipped = (
  document: DocumentId,
  versionNumber = 1,
  key = matterKey(FIRM, aMatter),
): NewEvent => ({
  name: 'DocumentSkipped',
  stream: streamOf(document),
  firm: FIRM,
  key,
  data: { document, matter: aMatter, versionNumber, reason: 'EMPTY_PLACEHOLDER', policyVersion: 0 },
});

/** The same on another topic and owner. */
export const missing = (document: DocumentId, versionNumber = 1): NewEvent => ({
  name: 'SourceMissing',
  stream: streamOf(document),
  firm: FIRM,
  key: matterKey(FIRM, aMatter),
  data: {
    document,
    matter: aMatter,
    routed: '018f3f6e-5b0a-7c4e-9d2a-000000000001' as never,
    versionNumber,
  },
});

/** One write of some events of one document. */
export const writeOf = (
  document: DocumentId,
  expected: number | 'any',
  count = 1,
  event: (document: DocumentId, version: number) => NewEvent = skipped,
): StreamWrite => ({
  stream: streamOf(document),
  expected,
  events: Array.from({ length: count }, (_, index) => event(document, index + 1)),
});
