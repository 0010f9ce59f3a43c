import { randomUUID } from 'node:crypto';
import { EventId, matterKey, MatterId, NamespaceId, type DocumentId } from '@counterpart/contracts';
import { eventually, tellOn } from '@counterpart/testing';
import type pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NewEvent } from '../index.js';
import { aMatter, FIRM, nextDocument, NOW, streamOf } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { catchUp } from '../projections/catch-up.js';
import { rebuildBeside } from '../projections/rebuild-beside.js';
import { EVERY_FIRM } from '../roles/firm-rules.js';
import { readDifferingMatters, readStanding, readUnsynced } from './read-standing.js';
import { statusIsCurrent } from './read-status.js';
import { STATUS_PROJECTION } from './status-projection.js';

let database: StoreDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await storeDatabase();
  client = await database.connect();
  await client.query(`set counterpart.firm to '${EVERY_FIRM}'`);
});
afterEach(() => database[Symbol.asyncDispose]());

const other = MatterId.parse('78');
const FOUND = new Date('2026-11-24T10:00:00.000Z');

interface Told {
  readonly document: DocumentId;
  readonly matter?: MatterId;
}

const addressOf = ({ document, matter = aMatter }: Told) => ({
  stream: streamOf(document),
  firm: FIRM,
  key: matterKey(FIRM, matter),
});

const mirrored = (told: Told, versionNumber = 1): NewEvent<'DocumentMirrored'> => ({
  ...addressOf(told),
  name: 'DocumentMirrored',
  data: {
    document: told.document,
    matter: told.matter ?? aMatter,
    routed: EventId.parse(randomUUID()),
    versionNumber,
    path: `/Matters/${told.document}.pdf`,
    counterpart: `id:${told.document}`,
    rev: `rev-${versionNumber}`,
    size: 1,
    contentHash: 'a'.repeat(64),
    how: 'written',
    sha256: 'b'.repeat(64),
    namespace: NamespaceId.parse('1'),
  },
});

const drifted = (told: Told, kind: 'edited' | 'moved' | 'deleted'): NewEvent<'DriftFound'> => ({
  ...addressOf(told),
  name: 'DriftFound',
  data: {
    document: told.document,
    matter: told.matter ?? aMatter,
    kind,
    counterpart: `id:${told.document}`,
    mirrored: `/Matters/${told.document}.pdf`,
    found: null,
  },
});

const healed = (told: Told): NewEvent<'DriftHealed'> => ({
  ...addressOf(told),
  name: 'DriftHealed',
  data: {
    document: told.document,
    matter: told.matter ?? aMatter,
    drift: EventId.parse(randomUUID()),
    kind: 'deleted',
    handEdit: null,
    how: 'restored',
    counterpart: `id:${told.document}`,
    path: `/Matters/${told.document}.pdf`,
    rev: 'rev-2',
  },
});

const relocated = (told: Told): NewEvent<'Relocated'> => ({
  ...addressOf(told),
  name: 'Relocated',
  data: {
    planned: EventId.parse(randomUUID()),
    document: told.document,
    matter: told.matter ?? aMatter,
    from: `/Matters/${told.document}.pdf`,
    to: `/Filed/${told.document}.pdf`,
    purpose: 'follow',
    counterpart: `id:${told.document}`,
    rev: null,
    how: 'moved',
  },
});

const tell = (at: Date, ...events: readonly NewEvent[]): Promise<unknown> =>
  tellOn(database.store, { at })(...events);

const folded = (): Promise<true> =>
  eventually(async () => {
    await catchUp(client, STATUS_PROJECTION);
    return statusIsCurrent(client);
  });

/** What stands of the firm and of both matters. */
const read = () =>
  database.store.transact(
    async ({ client: own }) => ({
      firm: await readStanding(own, { firm: FIRM, matter: null }),
      one: await readStanding(own, { firm: FIRM, matter: aMatter }),
      other: await readStanding(own, { firm: FIRM, matter: other }),
      matters: await readDifferingMatters(own, FIRM, 10),
      unsynced: await readUnsynced(own, { firm: FIRM, matter: null }, 10),
    }),
    { firm: FIRM },
  );

it('counts what somebody changed by hand as differing, of its matter and of its firm', async () => {
  const [still, gone] = [{ document: nextDocument() }, { document: nextDocument(), matter: other }];
  await tell(NOW, mirrored(still), mirrored(gone));
  await folded();
  expect(await read()).toMatchObject({ firm: { inSync: 2, drifted: 0, oldestUnsynced: null }, matters: [] });
  await tell(FOUND, drifted(gone, 'deleted'));
  await folded();
  const standing = await read();
  expect(standing).toMatchObject({
    firm: { inClio: 2, inDropbox: 2, inSync: 1, drifted: 1, oldestUnsynced: FOUND },
    one: { inSync: 1, drifted: 0, oldestUnsynced: null },
    other: { inSync: 0, drifted: 1, oldestUnsynced: FOUND },
    matters: [{ matter: other, inClio: 1, inSync: 0, drifted: 1 }],
    unsynced: [{ document: gone.document, state: 'drifted', since: FOUND }],
  });
  await rebuildBeside(await database.connectAdmin(), STATUS_PROJECTION);
  expect(await read()).toEqual(standing);
});

it.each([
  ['it was healed', 'deleted', healed],
  ['a newer version came into its place', 'edited', (told: Told) => mirrored(told, 2)],
  ['we moved what somebody had moved', 'moved', relocated],
] as const)('counts it as in sync again once %s', async (_, kind, mends) => {
  const told = { document: nextDocument() };
  await tell(NOW, mirrored(told));
  await tell(FOUND, drifted(told, kind));
  await folded();
  expect((await read()).firm).toMatchObject({ inSync: 0, drifted: 1 });
  await tell(FOUND, mends(told));
  await folded();
  expect(await read()).toMatchObject({ firm: { inSync: 1, drifted: 0, oldestUnsynced: null }, unsynced: [] });
});

it('still counts an edit of what was moved by us, and not what is in the trash', async () => {
  const [edited, trashed] = [{ document: nextDocument() }, { document: nextDocument() }];
  await tell(NOW, mirrored(edited), mirrored(trashed));
  await tell(FOUND, drifted(edited, 'edited'), relocated(edited), drifted(trashed, 'deleted'), {
    ...addressOf(trashed),
    name: 'DocumentTrashed',
    data: { document: trashed.document, matter: aMatter, trashedAt: FOUND.toISOString() },
  });
  await folded();
  expect((await read()).firm).toMatchObject({ inClio: 1, inSync: 0, drifted: 1 });
});
