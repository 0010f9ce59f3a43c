import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  MatterId,
  matterStream,
  NamespaceId,
  TOPICS,
  VersionId,
} from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import { tellOn } from '@counterpart/testing';
import { migrated, standingScene, swept, SWEPT, type StandingScene } from './standing-scene.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');

let scene: StandingScene;

beforeAll(async () => {
  scene = await standingScene();
  await fill();
  await scene.fold();
  await scene.decideAll();
});
afterAll(() => scene.close());

const tell = (at: string, ...events: readonly NewEvent[]): Promise<unknown> =>
  tellOn(scene.store, { at })(...events);

const addressOf = (id: string, matter: string) => ({
  stream: documentStream(FIRM, DocumentId.parse(id)),
  firm: FIRM,
  key: `${FIRM}/${matter}`,
});

const named = (id: string, matter: string) => ({
  document: DocumentId.parse(id),
  matter: MatterId.parse(matter),
});

function added(id: string, matter: string): NewEvent<'DocumentAdded'> {
  const at = id === '601' ? '2026-05-01T10:29:00.000Z' : '2026-05-01T12:31:00.000Z';
  const document = {
    id: DocumentId.parse(id),
    etag: '"1"',
    name: `Brief ${id}.pdf`,
    filename: null,
    matter: MatterId.parse(matter),
    category: null,
    folder: null,
    creator: null,
    version: { id: VersionId.parse('9'), number: 1, size: 1, contentType: null, receivedAt: null },
    createdAt: at,
    updatedAt: at,
  };
  return { ...addressOf(id, matter), name: 'DocumentAdded', data: { document } };
}

const mirrored = (id: string, matter: string): NewEvent<'DocumentMirrored'> => ({
  ...addressOf(id, matter),
  name: 'DocumentMirrored',
  data: {
    ...named(id, matter),
    routed: EventId.parse(randomUUID()),
    versionNumber: 1,
    path: `/Matters/${matter}/Brief ${id}.pdf`,
    counterpart: `id:${id}`,
    rev: `rev-${id}`,
    size: 1,
    contentHash: 'a'.repeat(64),
    how: 'written',
    sha256: 'b'.repeat(64),
    namespace: NamespaceId.parse('1'),
  },
});

const deletedByHand = (id: string, matter: string): NewEvent<'DriftFound'> => ({
  ...addressOf(id, matter),
  name: 'DriftFound',
  data: {
    ...named(id, matter),
    kind: 'deleted',
    counterpart: `id:${id}`,
    mirrored: `/Matters/${matter}/Brief ${id}.pdf`,
    found: null,
  },
});

const healed = (id: string, matter: string): NewEvent<'DriftHealed'> => ({
  ...addressOf(id, matter),
  name: 'DriftHealed',
  data: {
    ...named(id, matter),
    drift: EventId.parse(randomUUID()),
    kind: 'deleted',
    handEdit: null,
    how: 'restored',
    counterpart: `id:${id}`,
    path: `/Matters/${matter}/Brief ${id}.pdf`,
    rev: `rev-${id}-again`,
  },
});

function registered(matter: string): NewEvent<'MatterRegistered'> {
  const stream = matterStream(FIRM, MatterId.parse(matter));
  const snapshot = {
    id: MatterId.parse(matter),
    etag: '"1"',
    displayNumber: `2026-00${matter}`,
    description: null,
    status: 'Open' as const,
    openDate: null,
    closeDate: null,
    client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' as const },
    responsibleAttorney: null,
    practiceArea: null,
    updatedAt: '2026-05-01T09:00:00Z',
  };
  return {
    name: 'MatterRegistered',
    stream,
    firm: FIRM,
    key: `${FIRM}/${matter}`,
    data: { matter: snapshot },
  };
}

/** Matter 91: three deleted by hand; one still is, one was put back, one came again as it was mirrored. */
async function tellDrifts(): Promise<void> {
  for (const id of ['911', '912', '913']) {
    await tell('2026-05-01T09:00:00Z', added(id, '91'), mirrored(id, '91'));
    await tell('2026-05-01T11:20:00Z', deletedByHand(id, '91'));
  }
  await tell('2026-05-01T11:25:00Z', healed('912', '91'));
  await tell('2026-05-01T11:25:00Z', mirrored('913', '91'));
}

/** Matter 79: one privileged, held back. Matter 77: two in sync, one left out, one in the trash. Matter 78: one given up, one on its way. */
async function fill(): Promise<void> {
  await tell('2026-05-01T09:00:00Z', registered('77'), registered('78'));
  for (const id of ['501', '502', '504'])
    await tell('2026-05-01T09:00:00Z', added(id, '77'), mirrored(id, '77'));
  await tell('2026-05-01T09:00:00Z', added('901', '90'), mirrored('901', '90'));
  await tell('2026-05-01T11:15:00Z', deletedByHand('901', '90'));
  await tellDrifts();
  await tell('2026-05-01T09:10:00Z', added('503', '77'), {
    ...addressOf('503', '77'),
    name: 'DocumentSkipped',
    data: { ...named('503', '77'), versionNumber: 1, reason: 'FILTERED', policyVersion: 0 },
  });
  await tell('2026-05-01T09:20:00Z', {
    ...addressOf('504', '77'),
    name: 'DocumentTrashed',
    data: { ...named('504', '77'), trashedAt: '2026-05-01T09:20:00Z' },
  });
  await tell('2026-05-01T10:30:00Z', added('601', '78'));
  const failure = { code: 'DROPBOX_FULL' as const, tries: 4, firstFailedAt: SWEPT, lastFailedAt: SWEPT };
  const source = { topic: 'router.decisions.v1', partition: 0, offset: '1', key: null };
  await tell('2026-05-01T11:00:00Z', {
    ...addressOf('601', '78'),
    name: 'WorkDeadLettered',
    topic: TOPICS.uploaderDead,
    data: { ...named('601', '78'), ...failure, consumer: 'c', source, eventType: null, eventId: null },
  });
  await tell('2026-05-01T12:30:00Z', added('602', '78'));
  await tell('2026-05-01T12:31:00Z', added('603', '79'), {
    ...addressOf('603', '79'),
    name: 'DocumentSkipped',
    data: { ...named('603', '79'), versionNumber: 1, reason: 'PRIVILEGED_HELD', policyVersion: 0 },
  });
  await tell('2026-05-01T08:00:00Z', migrated(FIRM));
  await tell(SWEPT, swept(FIRM, { seen: 4, told: 1 }));
}

function counterpart(...words: readonly string[]): Promise<{ code: number; out: string }> {
  const env = { COUNTERPART_DATABASE_URL: scene.operatorUrl, COUNTERPART_FIRM: FIRM };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, out) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out });
    });
  });
}

const statusOf = async (...words: readonly string[]): Promise<unknown> =>
  JSON.parse((await counterpart('--json', 'status', ...words)).out);

describe('counterpart status', () => {
  it('counts a firm’s documents, and is in sync as of the oldest that waits', async () => {
    expect(await statusOf()).toMatchObject({
      firm: 'hartwell',
      current: true,
      standing: {
        inClio: 10,
        inDropbox: 6,
        inSync: 4,
        skipped: 1,
        pending: 1,
        dead: 1,
        drifted: 2,
        held: 1,
        differing: 5,
        oldestUnsynced: '2026-05-01T10:29:00.000Z',
      },
      skipped: { FILTERED: 1 },
      lastSweep: { startedAt: SWEPT, told: 2 },
      inSyncAsOf: '2026-05-01T10:29:00.000Z',
      unknownBecause: null,
      matters: [
        { matter: '78', inClio: 2, names: { matterNumber: '2026-0078', client: 'Reyes' } },
        { matter: '90', inClio: 1, inSync: 0, drifted: 1, oldestUnsynced: '2026-05-01T11:15:00.000Z' },
        { matter: '91', inClio: 3, inSync: 2, drifted: 1 },
        { matter: '79', inClio: 1, inSync: 0, skipped: 0, held: 1 },
      ],
      unsynced: [
        { document: '601', state: 'dead', reason: 'DROPBOX_FULL', names: { document: 'Brief 601.pdf' } },
        { document: '901', state: 'drifted', reason: null, since: '2026-05-01T11:15:00.000Z' },
        { document: '911', state: 'drifted' },
        { document: '602', state: 'added', reason: null },
        { document: '603', state: 'held', reason: 'PRIVILEGED_HELD' },
      ],
    });
  });

  it('of a matter in which nothing differs is in sync as of the last sweep', async () => {
    expect(await statusOf('--matter', '77')).toMatchObject({
      standing: { inClio: 3, inSync: 2, skipped: 1, differing: 0 },
      inSyncAsOf: SWEPT,
      matters: [],
      unsynced: [],
    });
  });

  it('of a matter in which somebody deleted a file in Dropbox is in sync as of when that was found', async () => {
    expect(await statusOf('--matter', '90')).toMatchObject({
      standing: { inClio: 1, inDropbox: 1, inSync: 0, drifted: 1, differing: 1 },
      drift: { changed: 1, oldest: '2026-05-01T11:15:00.000Z' },
      inSyncAsOf: '2026-05-01T11:15:00.000Z',
    });
    expect(await statusOf('--matter', '77')).toMatchObject({ drift: { changed: 0, oldest: null } });
  });

  it('counts what was changed by hand as differing until it is healed, or another version came after it', async () => {
    expect(await statusOf('--matter', '91')).toMatchObject({
      standing: { inClio: 3, inSync: 2, drifted: 1, pending: 0, differing: 1 },
      unsynced: [{ document: '911', state: 'drifted' }],
    });
  });

  it('is a table for people, with what mends', async () => {
    const { out, code } = await counterpart('status');
    expect(code).toBe(0);
    expect(out).toMatch(/in sync as of +2026-05-01T10:29:00.000Z/);
    expect(out).toMatch(/changed in Dropbox by hand +2, the oldest found 2026-05-01T11:15:00.000Z/);
    expect(out).toMatch(
      /differing +5: 1 on their way, 1 given up, 2 changed in Dropbox by hand, 1 privileged and held back/,
    );
    expect(out).toMatch(/Brief 601\.pdf +2026-0078 +given up +DROPBOX_FULL/);
    expect(out).toContain('Free or buy space in Dropbox, then retry what was given up');
  });

  it('of another firm counts nothing, and promises nothing', async () => {
    expect(await statusOf('--firm', 'others')).toMatchObject({
      standing: { inClio: 0, differing: 0, oldestUnsynced: null },
      lastSweep: null,
      inSyncAsOf: null,
      unknownBecause: 'NO_SWEEP',
    });
  });

  it('refuses a matter that nobody told of', async () => {
    const { code, out } = await counterpart('--json', 'status', '--matter', '999');
    expect(code).not.toBe(0);
    expect(out).not.toContain('inSyncAsOf');
  });
});
