import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  matterKey,
  MatterId,
  matterStream,
  NamespaceId,
  VersionId,
  type DocumentSnapshot,
} from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import { asOfWords } from '../src/tell-standing/standing-words.js';
import { migrated, standingScene, swept, SWEPT, type StandingScene } from './standing-scene.js';

/*
 * The router stood still. A document was marked privileged, sweeps went on, and the status said that all was in sync as of the last of
 * them: while the document lay in the open, because nobody had decided yet that it was to be locked away.
 */

const MATTER = MatterId.parse('77');
const DOCUMENT = DocumentId.parse('501');

let scene: StandingScene;
let firm: FirmId;

beforeAll(async () => {
  scene = await standingScene();
}, 200_000);
beforeEach(async () => {
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  await scene.tell(migrated(firm), added(), mirrored(), swept(firm));
  await scene.decideAll();
});
afterAll(() => scene.close());

const address = () => ({ stream: documentStream(firm, DOCUMENT), firm, key: matterKey(firm, MATTER) });
const snapshot = (more: Partial<DocumentSnapshot> = {}): DocumentSnapshot => ({
  id: DOCUMENT,
  etag: '"1"',
  name: 'Brief.pdf',
  filename: null,
  matter: MATTER,
  category: null,
  folder: null,
  creator: null,
  version: { id: VersionId.parse('9'), number: 1, size: 1, contentType: null, receivedAt: null },
  createdAt: SWEPT,
  updatedAt: SWEPT,
  ...more,
});
const added = (): NewEvent => ({ ...address(), name: 'DocumentAdded', data: { document: snapshot() } });
const marked = (): NewEvent => ({
  ...address(),
  name: 'DocumentChanged',
  data: { document: snapshot({ category: { id: '9', name: 'Privileged' } }), changed: ['category'] },
});
const mirrored = (): NewEvent => ({
  ...address(),
  name: 'DocumentMirrored',
  data: {
    document: DOCUMENT,
    matter: MATTER,
    routed: EventId.parse(randomUUID()),
    versionNumber: 1,
    namespace: NamespaceId.parse('1'),
    path: '/Matters/77/Brief.pdf',
    counterpart: 'id:501',
    rev: 'aaaaaaaaa',
    size: 1,
    contentHash: 'a'.repeat(64),
    sha256: 'b'.repeat(64),
    how: 'written',
  },
});
const review = (): NewEvent => ({
  stream: matterStream(firm, MATTER),
  firm,
  key: matterKey(firm, MATTER),
  name: 'PlacementReviewRequested',
  data: { matter: MATTER, because: 'matter-changed' },
});
const lockedAwayNext = (): NewEvent => ({
  ...address(),
  name: 'RelocationPlanned',
  data: {
    matter: MATTER,
    document: DOCUMENT,
    from: '/Matters/77/Brief.pdf',
    to: { folder: '/Privileged/77', name: 'Brief.pdf', disambiguated: false },
    via: null,
    access: 'into-restricted',
    policyVersion: 1,
    why: [],
    counterpart: 'id:501',
  },
});

const BEHIND = { inSyncAsOf: null, unknownBecause: 'ROUTER_BEHIND' };
const IN_SYNC = { inSyncAsOf: SWEPT, unknownBecause: null };

describe('what the last sweep told', () => {
  it('founds a claim only when the router has decided on all of it', async () => {
    expect(await scene.standingOf(firm)).toMatchObject(IN_SYNC);
    await scene.tell(marked(), swept(firm));
    const told = await scene.standingOf(firm);
    expect(told).toMatchObject(BEHIND);
    expect(asOfWords(told)).toContain('the router has not decided');
    await scene.decideAll();
    expect(await scene.standingOf(firm)).toMatchObject(IN_SYNC);
  });

  it('founds none while a review that follows from it is not answered', async () => {
    await scene.tell(review());
    expect(await scene.standingOf(firm)).toMatchObject(BEHIND);
    await scene.decideAll();
    expect(await scene.standingOf(firm)).toMatchObject(IN_SYNC);
  });

  it('founds one while the router is at what was told a moment ago', async () => {
    await scene.tell(marked());
    expect(await scene.standingOf(firm)).toMatchObject(IN_SYNC);
  });

  it('founds none while work of the router waits for another try', async () => {
    const park = `insert into eventing.parked
      (consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, headers, record_time, state, tries, due_at)
      values ('router', 'ingest.facts.v1', 0, $1, $2, $3, $2, $4, 0, 'waiting', 1, now())`;
    const waits = (offset: number, type: string): Promise<unknown> =>
      scene.store.transact(
        (tx) => tx.client.query(park, [offset, matterKey(firm, MATTER), DOCUMENT, JSON.stringify({ type })]),
        { firm },
      );
    // What is added waits by its own status.
    await waits(1, 'DocumentAdded.v1');
    expect(await scene.standingOf(firm)).toMatchObject(IN_SYNC);
    await waits(2, 'DocumentChanged.v1');
    expect(await scene.standingOf(firm)).toMatchObject(BEHIND);
  });

  it('founds none while a decision waits to be counted, though the router tells nothing of how far it is', async () => {
    expect(await scene.standingOf(firm)).toMatchObject(IN_SYNC);
    await scene.tell(lockedAwayNext());
    expect(await scene.saidOf(firm)).toMatchObject(IN_SYNC);
    await scene.twoMinutesPass(firm);
    expect(await scene.saidOf(firm)).toMatchObject(BEHIND);
  });
});
