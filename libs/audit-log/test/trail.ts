import { createHash } from 'node:crypto';
import {
  DocumentId,
  documentStream,
  encodeEvent,
  FirmId,
  MatterId,
  matterStream,
  type Event,
  type EventName,
  type StreamName,
} from '@counterpart/contracts';
import {
  checkpointText,
  generateKey,
  leafHash,
  proveConsistency,
  proveInclusion,
  rootOf,
  signNote,
  streamOf,
  writeExport,
  type ExportContent,
  type ProvenEvent,
  type Scope,
  type SignerKey,
} from '../src/index.js';
import { MemoryLog } from './memory-log.js';

export const FIRM = FirmId.parse('hartwell');
export const MATTER = MatterId.parse('77');
export const OTHER_MATTER = MatterId.parse('78');
export const DOCUMENT = DocumentId.parse('501');
export const ORIGIN = 'audit.hartwell.example/log';
export const KEY = generateKey(ORIGIN);

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const uuid = (n: number): string => `018f3f6e-5b0a-7c4e-9d2a-${String(n).padStart(12, '0')}`;

/** Id of the routing of a version, which causes its staging. */
const routedId = (document: string, version: number): string =>
  uuid(80_000 + Number(document) * 10 + version);

/** A log of events in memory, its checkpoints, and exports of it. */
export class Trail {
  readonly log = new MemoryLog();
  readonly bodies: Buffer[] = [];
  readonly #versions = new Map<StreamName, number>();
  #ids = 0;

  constructor(readonly keys: readonly SignerKey[] = [KEY]) {}

  /** Adds an event to the end of its stream and of the log. */
  tell(name: EventName, stream: StreamName, data: object, attributes: object = {}): Buffer {
    const version = (this.#versions.get(stream) ?? 0) + 1;
    this.#versions.set(stream, version);
    this.#ids += 1;
    const event = {
      specversion: '1.0',
      id: uuid(this.#ids),
      source: '/counterpart/spec',
      subject: stream,
      time: new Date(Date.UTC(2026, 10, 24, 9, 0, this.#ids)).toISOString(),
      datacontenttype: 'application/json',
      firm: FIRM,
      sequence: String(version),
      causationid: uuid(this.#ids),
      correlationid: 'corr-1',
      actor: 'service:spec',
      ...attributes,
      name,
      data,
    } as unknown as Event;
    const bytes = encodeEvent(event);
    this.add(bytes);
    return bytes;
  }

  /** Adds any bytes to the log. */
  add(bytes: Buffer): void {
    this.bodies.push(bytes);
    this.log.append(leafHash(bytes));
  }

  /** A signed note of the first `size` events. */
  async note(size = this.bodies.length, keys = this.keys): Promise<string> {
    const root = await rootOf(this.log.nodes, 0, size);
    return signNote(checkpointText({ origin: ORIGIN, size, root, extensions: [] }), keys);
  }

  /** States and exports some events of the log. */
  async exportOf(scope: Scope, isOfScope: (event: Event) => boolean): Promise<ExportContent> {
    const leaves = [...this.bodies.keys()].filter((leaf) => isOfScope(this.read(leaf)));
    return this.exportLeaves(scope, leaves);
  }

  async exportLeaves(scope: Scope, leaves: readonly number[]): Promise<ExportContent> {
    const logSize = this.bodies.length;
    const events = leaves.map((leaf) => this.bodies[leaf] ?? Buffer.alloc(0));
    const digest = createHash('sha256');
    for (const bytes of events) digest.update(bytes).update('\n');
    const stated = {
      events: events.length,
      digest: digest.digest('hex'),
      logSize,
      software: 'counterpart 0.1.0',
    };
    const { kind } = scope;
    const subject = {
      scope: kind,
      matter: kind === 'matter' ? scope.matter : null,
      document: kind === 'document' ? scope.document : null,
    };
    this.tell('TrailExported', streamOf(scope), { ...subject, ...stated }, { actor: 'user:ada' });
    this.tell('MatterScaffolded', matterStream(FIRM, OTHER_MATTER), {
      matter: OTHER_MATTER,
      folders: [],
      made: 0,
    });
    return {
      events: await Promise.all(leaves.map((leaf) => this.proven(leaf))),
      statement: await this.proven(logSize),
      checkpoint: await this.note(),
      keys: this.keys.map(({ verifier }) => verifier),
      earlier: [await this.earlier(logSize)],
    };
  }

  async proven(leaf: number): Promise<ProvenEvent> {
    const path = await proveInclusion(this.log.nodes, leaf, this.bodies.length);
    return { bytes: this.bodies[leaf] ?? Buffer.alloc(0), leaf, path };
  }

  async earlier(size: number): Promise<{ checkpoint: string; proof: readonly Buffer[] }> {
    const proof = await proveConsistency(this.log.nodes, size, this.bodies.length);
    return { checkpoint: await this.note(size), proof };
  }

  read(leaf: number): Event {
    const parsed = JSON.parse(this.bodies[leaf]?.toString('utf8') ?? '') as Event & { type: string };
    return { ...parsed, name: parsed.type.split('.v')[0] } as unknown as Event;
  }
}

/** A document mirrored in two versions, with a failure on the way; other matters and documents around it. */
export function aTrail(keys?: readonly SignerKey[]): Trail {
  const trail = new Trail(keys);
  const other = DocumentId.parse('502');
  trail.tell('MatterRegistered', matterStream(FIRM, MATTER), {
    matter: matterSnapshot(MATTER, '=2026-0001-Reyes'),
  });
  trail.tell('MatterRegistered', matterStream(FIRM, OTHER_MATTER), {
    matter: matterSnapshot(OTHER_MATTER, 'Secret v. Other'),
  });
  tellVersion(trail, { document: DOCUMENT, matter: MATTER, number: 1 });
  tellVersion(trail, {
    document: other,
    matter: OTHER_MATTER,
    number: 1,
    name: 'Secret settlement.pdf',
  });
  trail.tell('WorkParked', documentStream(FIRM, DOCUMENT), {
    consumer: 'uploader',
    source: { topic: 'router.decisions.v1', partition: 1, offset: '7', key: 'hartwell/77' },
    eventType: 'DocumentRouted',
    eventId: routedId(DOCUMENT, 2),
    code: 'CLIO_UNAVAILABLE',
    tries: 1,
    firstFailedAt: '2026-11-24T09:00:00Z',
    lastFailedAt: '2026-11-24T09:00:00Z',
    nextTryAt: '2026-11-24T09:05:00Z',
    document: DOCUMENT,
    matter: MATTER,
  });
  tellVersion(trail, { document: DOCUMENT, matter: MATTER, number: 2 });
  return trail;
}

/** One version of a document, from Clio into Dropbox. */
export function tellVersion(
  trail: Trail,
  told: {
    readonly document: DocumentId;
    readonly matter: MatterId;
    readonly number: number;
    readonly name?: string;
  },
): void {
  const { document, matter, number, name = 'Brief <b>“Müller”</b>.pdf' } = told;
  const stream = documentStream(FIRM, document);
  const version = { id: String(9000 + number), number, size: 100 + number };
  const bytes = {
    size: version.size,
    contentHash: hex(`c${document}${number}`),
    sha256: hex(`s${document}${number}`),
  };
  const placement = { folder: `/Matters/${matter}`, name, disambiguated: false };
  const routed = routedId(document, number);
  trail.tell(number === 1 ? 'DocumentAdded' : 'DocumentVersionAdded', stream, {
    document: documentSnapshot(document, matter, version, name),
  });
  trail.tell(
    'DocumentRouted',
    stream,
    {
      document,
      matter,
      version,
      placement,
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 0,
      attempt: 1,
    },
    { id: routed },
  );
  const outcome = { document, matter, routed, versionNumber: number, namespace: '1', ...bytes };
  trail.tell(
    'DocumentStaged',
    stream,
    {
      ...outcome,
      attempt: 1,
      placement,
      replaces: null,
      counterpart: null,
      clientModified: null,
      session: 's',
      expiresAt: '2026-12-01T09:00:00Z',
    },
    { causationid: routed },
  );
  trail.tell('DocumentMirrored', stream, {
    ...outcome,
    path: `${placement.folder}/${name}`,
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    rev: `015f00000000000000000a${number}`,
    how: 'written',
  });
}

const documentSnapshot = (id: string, matter: string, version: object, name: string): object => ({
  id,
  etag: '"e"',
  name,
  filename: 'brief.pdf',
  matter,
  category: null,
  folder: null,
  creator: 'firm',
  version: { ...version, contentType: 'application/pdf', receivedAt: null },
  createdAt: '2026-11-24T08:59:58Z',
  updatedAt: '2026-11-24T09:00:00Z',
});

const matterSnapshot = (id: string, displayNumber: string): object => ({
  id,
  etag: '"m"',
  displayNumber,
  description: null,
  status: 'Open',
  openDate: null,
  closeDate: null,
  client: null,
  responsibleAttorney: null,
  practiceArea: null,
  updatedAt: '2026-11-24T09:00:00Z',
});

/** The export of the document of `aTrail`. */
export async function documentExport(trail = aTrail()): Promise<Map<string, Buffer>> {
  const scope = { kind: 'document', firm: FIRM, document: DOCUMENT } as const;
  return new Map(writeExport(await trail.exportOf(scope, ({ subject }) => subject === streamOf(scope))));
}

/** The export of the matter of `aTrail`. */
export async function matterExport(trail = aTrail()): Promise<Map<string, Buffer>> {
  const scope = { kind: 'matter', firm: FIRM, matter: MATTER } as const;
  const streams: string[] = [streamOf(scope), documentStream(FIRM, DOCUMENT)];
  return new Map(writeExport(await trail.exportOf(scope, ({ subject }) => streams.includes(subject))));
}
