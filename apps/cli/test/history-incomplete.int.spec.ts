import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, MatterId } from '@counterpart/contracts';
import { asOfWords } from '../src/tell-standing/standing-words.js';
import { migrated, standingScene, swept, SWEPT, type StandingScene } from './standing-scene.js';

/* A migration that had not seen everything founded the claim of being in sync. */

const MATTER = MatterId.parse('77');

let scene: StandingScene;

beforeAll(async () => {
  scene = await standingScene();
});
afterAll(() => scene.close());

/** A firm that was swept. */
async function sweptFirm(): Promise<FirmId> {
  const firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  await scene.tell(swept(firm));
  return firm;
}

async function standingOf(firm: FirmId, matter: MatterId | null = null) {
  await scene.decideAll();
  return scene.standingOf(firm, matter);
}

const UNKNOWN = { inSyncAsOf: null, unknownBecause: 'HISTORY_INCOMPLETE' };

it.each([
  ['records were hidden', { hidden: 2 }],
  ['documents, or their matters, were not shown', { unseen: 1 }],
  ['uploads were not over', { unfinished: 1 }],
  ['nobody counted what was hidden', { hidden: null, unseen: null, unfinished: null }],
] as const)('nothing is claimed where %s during the migration, and what to do is told', async (_, unseen) => {
  const firm = await sweptFirm();
  await scene.tell(migrated(firm, unseen));
  const told = await standingOf(firm);
  expect(told).toMatchObject(UNKNOWN);
  expect(asOfWords(told)).toMatch(/give the connected user the right .*counterpart migrate start/);
});

it('what went to the trash meanwhile takes nothing from the claim', async () => {
  const firm = await sweptFirm();
  await scene.tell(migrated(firm, { left: 4 }));
  expect(await standingOf(firm)).toMatchObject({ inSyncAsOf: SWEPT, unknownBecause: null });
});

it('another migration that sees everything founds the claim; of one matter, that matter’s alone', async () => {
  const firm = await sweptFirm();
  await scene.tell(migrated(firm, { hidden: 1 }));
  await scene.tell(migrated(firm, { matter: MATTER }));
  expect(await standingOf(firm)).toMatchObject(UNKNOWN);
  expect(await standingOf(firm, MATTER)).toMatchObject({ inSyncAsOf: SWEPT });
  await scene.tell(migrated(firm));
  await scene.tell(migrated(firm, { unseen: 1 }));
  expect(await standingOf(firm)).toMatchObject({ inSyncAsOf: SWEPT });
});
