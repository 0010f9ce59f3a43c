import { createHmac } from 'node:crypto';
import {
  DocumentId,
  encodeEvent,
  EventId,
  FirmId,
  documentStream,
  MatterId,
  matterKey,
  TOPICS,
  VersionId,
} from '@counterpart/contracts';
import { KafkaBroker } from '@counterpart/eventing';
import { httpLoad } from '../load/http-load.js';
import { documentHook } from '../intake/document-hook.js';
import type { HookTarget } from '../intake/signed-requests.js';
import type { ClioDocument } from './clio-corpus.js';
import { knownFacts } from './known-facts.js';
import type { Announce } from './pipeline.js';

const FIRM = FirmId.parse('hartwell');
/** Clio does not wait for one answer before it tells of the next document. */
const CONNECTIONS = 32;
/** Records of one send: a broker takes 1 MiB at a time. */
const RECORDS = 500;

/** Posts a signed webhook for each document, as Clio does. */
export const byWebhook: Announce = async (stack, documents) => {
  const target = await documentHook(stack);
  const requests = documents.map((document) => signed(target, document));
  const { statuses } = await httpLoad({ ...target, connections: CONNECTIONS, requests });
  if (statuses['200'] !== documents.length)
    throw new Error(`webhooks were refused: ${JSON.stringify(statuses)}`);
};

function signed(target: HookTarget, { id, etag, matter }: ClioDocument): Buffer {
  const data = { id, etag, matter: { id: matter } };
  const body = JSON.stringify({ data, meta: { event: 'created', webhook_id: 3_184_223 } });
  const signature = createHmac('sha256', target.secret).update(body).digest('hex');
  const head = [
    `POST ${target.path} HTTP/1.1`,
    `host: ${target.host}:${target.port}`,
    'content-type: application/json',
    `x-hook-signature: ${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Writes the facts onto the trail and the router’s decisions to its topic: the uploader has nobody before it. */
export const byDecision: Announce = async (stack, documents) => {
  for (const [matter, some] of Map.groupBy(documents, (document) => document.matter)) {
    const known = new Map(some.map((document) => [DocumentId.parse(String(document.id)), document]));
    await knownFacts(stack.addresses.database, { firm: FIRM, matter: MatterId.parse(String(matter)) }, known);
  }
  const broker = new KafkaBroker({ brokers: stack.addresses.kafka.split(','), clientId: 'bench-router' });
  const producer = await broker.producer();
  for (let from = 0; from < documents.length; from += RECORDS) {
    await producer.send(documents.slice(from, from + RECORDS).map(decisionRecord));
  }
  await producer.close();
};

function decisionRecord(document: ClioDocument): { topic: string; key: string; value: Buffer } {
  const { name } = TOPICS.decisions;
  const matter = MatterId.parse(String(document.matter));
  return { topic: name, key: matterKey(FIRM, matter), value: decision(document, matter) };
}

function decision({ id, version, file }: ClioDocument, matter: MatterId): Buffer {
  const event = EventId.parse(`00000000-0000-7000-8000-${id.toString(16).padStart(12, '0')}`);
  const document = DocumentId.parse(String(id));
  return encodeEvent({
    specversion: '1.0',
    id: event,
    source: '/counterpart/router',
    subject: documentStream(FIRM, document),
    time: '2026-05-01T10:00:00.000Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '1',
    causationid: event,
    correlationid: event,
    actor: 'service:router',
    name: 'DocumentRouted',
    data: {
      document,
      matter,
      version: { id: VersionId.parse(String(version)), number: 1, size: file.bytes },
      placement: { folder: '/Matters/Reyes', name: file.name, disambiguated: false },
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 1,
      attempt: 1,
    },
  });
}
