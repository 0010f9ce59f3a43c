import { connectionStream, type ConsentedAccount } from '@counterpart/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aMatter, FIRM, nextDocument } from '../../test/sample-events.js';
import {
  added,
  changed,
  leftOut,
  mirrored,
  restarted,
  routed,
  StandingScene,
} from '../../test/standing-scene.js';
import type { NewEvent } from '../events.js';
import { rebuildBeside } from '../projections/rebuild-beside.js';
import { STATUS_PROJECTION } from './status-projection.js';
import { stateOfDocuments } from './read-status.js';

/* A firm connected another Dropbox, in which nothing lay, and all of its documents were told to be in sync. */

const AT = '2026-11-24T09:00:00.000Z';
const CHANGED = '2026-11-24T09:40:00.000Z';
const LATER = '2026-11-24T10:00:00.000Z';
const account = (id: string): ConsentedAccount => ({
  id: `api.dropboxapi.com/${id}`,
  name: 'Reyes',
  root: id,
});
const [OLD, NEW] = [account('1'), account('2')];
const IN_SYNC = { inDropbox: 1, inSync: 1, pending: 0, oldestUnsynced: null };
const LEFT = { inClio: 1, inDropbox: 0, inSync: 0, pending: 1, oldestUnsynced: new Date(CHANGED) };

let scene: StandingScene;
beforeEach(async () => {
  scene = await StandingScene.open();
});
afterEach(() => scene[Symbol.asyncDispose]());

const connected = (now: ConsentedAccount, replaces: ConsentedAccount | null): NewEvent => ({
  name: 'VendorConnected',
  stream: connectionStream(FIRM),
  firm: FIRM,
  key: FIRM,
  data: { vendor: 'dropbox', serial: 1, account: now, replaces },
});

async function mirroredThenChanged() {
  const document = nextDocument();
  await scene.tell(AT, [connected(OLD, null), added(document), mirrored(document)]);
  expect(await scene.standing()).toMatchObject(IN_SYNC);
  await scene.tell(CHANGED, [connected(NEW, OLD)]);
  return document;
}

const stateOf = async (document: ReturnType<typeof nextDocument>) =>
  scene.database.store.transact(({ client }) => stateOfDocuments(client, FIRM, [document]), { firm: FIRM });

it('what was mirrored to an account of before waits since another one was connected', async () => {
  const document = await mirroredThenChanged();
  expect(await scene.standing(aMatter)).toMatchObject({ ...LEFT, unsynced: [{ document, state: 'added' }] });
  expect(await stateOf(document)).toEqual(new Map([[document, 'added']]));
});

it('what is mirrored anew is in sync once it lies in the account of now, and comes to the same when it is folded anew', async () => {
  const document = await mirroredThenChanged();
  await scene.tell(LATER, [restarted(document, OLD, NEW)]);
  expect(await scene.standing()).toMatchObject(LEFT);
  await scene.tell(LATER, [routed(document)]);
  expect(await scene.standing()).toMatchObject(LEFT);
  await scene.tell(LATER, [mirrored(document)]);
  expect(await scene.standing()).toMatchObject(IN_SYNC);
  await rebuildBeside(await scene.database.connectAdmin(), STATUS_PROJECTION);
  expect(await scene.standing()).toMatchObject(IN_SYNC);
});

it('what was left is in sync again where the firm goes back to the account in which it lies', async () => {
  await mirroredThenChanged();
  await scene.tell(LATER, [connected(OLD, NEW)]);
  expect(await scene.standing()).toMatchObject(IN_SYNC);
});

it('what was left counts, too, where a rule left out the version that came after it', async () => {
  const document = nextDocument();
  const second = leftOut(document, 'EMPTY_PLACEHOLDER');
  const skipped = { ...second, data: { ...second.data, versionNumber: 2 } } as NewEvent;
  await scene.tell(AT, [connected(OLD, null), added(document), mirrored(document), skipped]);
  expect(await scene.standing()).toMatchObject({ inDropbox: 1, skipped: 1, pending: 0 });
  await scene.tell(CHANGED, [connected(NEW, OLD)]);
  expect(await scene.standing()).toMatchObject({ ...LEFT, skipped: 0 });
  expect(await stateOf(document)).toEqual(new Map([[document, 'added']]));
  await scene.tell(LATER, [restarted(document, OLD, NEW)]);
  expect(await scene.standing()).toMatchObject({ inDropbox: 0, skipped: 1, pending: 0 });
});

it('a consent for the same account changes nothing', async () => {
  const document = nextDocument();
  await scene.tell(AT, [connected(OLD, null), added(document), mirrored(document)]);
  await scene.tell(CHANGED, [connected(OLD, null), changed(document, aMatter, AT)]);
  expect(await scene.standing()).toMatchObject(IN_SYNC);
});
