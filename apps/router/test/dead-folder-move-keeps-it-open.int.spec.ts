import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventId } from '@counterpart/contracts';
import { subscriptions } from '../src/subscriptions.js';
import { FollowRelocation } from '../src/follow-relocation/follow-relocation.handler.js';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { deadLettered, retryOrdered, discarded } from '../src/routing/ground/failed-work.spec-data.js';
import { routersOnGround } from './ground.js';
import { docId, MATTER, type Router } from './scene.js';

/*
 * A client was renamed, and the archiver gave the move of the matter’s folder up. All documents of the matter waited for a person who had
 * to retry or discard that. What was marked privileged meanwhile stayed in the open.
 */

const HOME = '/Matters/2026-0001-Reyes';
const NEW = `${HOME}-Ortiz`;
const RENAMED = {
  client: { id: '5', name: 'Reyes-Ortiz', firstName: null, lastName: null, type: 'Company' as const },
};

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.register();
  await router.place('10');
  await router.place('11', { name: 'Answer.pdf' });
  await router.changeMatter(RENAMED);
});

const folderMove = async () => (await router.plan(router.matter))!;
/** The archiver’s work on it. */
const OF_FOLDER = { document: null, code: 'DROPBOX_FORBIDDEN' as const };

const die = async (): Promise<void> =>
  router.tell(router.matter, 'WorkDeadLettered', deadLettered(await folderMove(), OF_FOLDER).data);
const retry = async (): Promise<void> =>
  router.tell(router.matter, 'RetryOrdered', retryOrdered(await folderMove(), OF_FOLDER).data);
const discard = async (): Promise<void> =>
  router.tell(router.matter, 'WorkDiscarded', discarded(await folderMove(), OF_FOLDER).data);

const moves = async (id: string) =>
  (await router.told(router.document(id), 'RelocationPlanned')).map(
    ({ data: { access, from, to } }) => `${access}: ${from} > ${to.folder}/${to.name}`,
  );
const shuttingOf = (name: string, folder = HOME): string =>
  `into-restricted: ${folder}/Pleadings/${name} > /Privileged/2026-0001/${name}`;
const SHUTTING = shuttingOf('Complaint.pdf');
const folderMoves = async (): Promise<number> =>
  (await router.told(router.matter, 'RelocationPlanned')).length;

describe('what is marked privileged while the move of its matter’s folder is dead', () => {
  it('is locked away from where it lies; nothing else of the matter moves', async () => {
    await die();
    await router.change('10', PRIVILEGED);
    await router.change('11', { name: 'Reply.pdf' });
    await router.add('12', { name: 'Third.pdf' });
    expect(await moves('10')).toEqual([SHUTTING]);
    expect(await moves('11')).toEqual([]);
    expect(await router.told(router.document('12'), 'DocumentRouted')).toEqual([]);
    await router.relocate(router.document('10'));
    await router.change('10', { ...PRIVILEGED, name: 'Renamed.pdf' });
    expect(await moves('10')).toEqual([SHUTTING]);
    expect(await folderMoves()).toBe(1);
  });

  it('was marked before, and is locked away when that dies', async () => {
    await router.change('10', PRIVILEGED);
    expect(await moves('10')).toEqual([]);
    await die();
    expect(await moves('10')).toEqual([SHUTTING]);
  });

  it('is locked away where a policy marks it', async () => {
    await die();
    await router.apply({ privileged: { categories: ['Pleadings'] } });
    expect(await moves('10')).toEqual([SHUTTING]);
    expect(await moves('11')).toEqual([shuttingOf('Answer.pdf')]);
  });

  it('takes along what is found open beside it later', async () => {
    await die();
    await router.change('10', PRIVILEGED);
    await router.relocate(router.document('10'));
    const path = `${HOME}/Pleadings/Complaint (1).pdf`;
    await router.tell(router.document('10'), 'OpenCopyFound', {
      document: docId('10'),
      matter: MATTER,
      refusal: EventId.parse(randomUUID()),
      versionNumber: 1,
      file: 'id:open',
      path,
      rev: 'ccccccccc',
      contentHash: 'c',
    });
    expect((await router.along('10')).map(({ data }) => [data.access, data.from])).toEqual([
      ['into-restricted', path],
    ]);
  });
});

describe('the dead move of a folder that is retried', () => {
  beforeEach(async () => {
    await die();
    await router.change('10', PRIVILEGED);
  });

  it.each(['before', 'after'])(
    'leaves alone what was locked away; that is told %s the folder lies there',
    async (when) => {
      if (when === 'before') await router.relocate(router.document('10'));
      await retry();
      await router.change('11', { name: 'Answer.pdf', ...PRIVILEGED });
      // It may go on any moment: who is marked by now waits for its outcome.
      expect(await moves('11')).toEqual([]);
      await router.relocate(router.matter);
      if (when === 'after') await router.relocate(router.document('10'));
      expect(await moves('10')).toEqual([SHUTTING]);
      expect(await moves('11')).toEqual([shuttingOf('Answer.pdf', NEW)]);
      await router.add('12', { name: 'Third.pdf' });
      const [third] = await router.told(router.document('12'), 'DocumentRouted');
      expect(third?.data.placement.folder).toBe(`${NEW}/Pleadings`);
    },
  );

  it('has the others follow one by one where what told it by is locked away', async () => {
    await router.relocate(router.document('10'));
    await retry();
    const about = await router.aboutMove(router.matter);
    await router.tell(router.matter, 'RelocationConflictFound', { ...about, found: 'nothing', at: null });
    expect(await moves('10')).toEqual([SHUTTING]);
    expect(await moves('11')).toEqual([
      `unchanged: ${HOME}/Pleadings/Answer.pdf > ${NEW}/Pleadings/Answer.pdf`,
    ]);
  });

  it('and dies again holds back no more than before', async () => {
    await retry();
    await router.change('11', { name: 'Answer.pdf', ...PRIVILEGED });
    await die();
    expect(await moves('11')).toEqual([shuttingOf('Answer.pdf')]);
  });
});

it('the dead move of a folder that is discarded leaves what was locked away alone, and all else goes on', async () => {
  await die();
  await router.change('10', PRIVILEGED);
  await router.relocate(router.document('10'));
  await router.add('12', { name: 'Third.pdf' });
  await discard();
  expect(await moves('10')).toEqual([SHUTTING]);
  expect(await moves('11')).toEqual([]);
  const [third] = await router.told(router.document('12'), 'DocumentRouted');
  expect(third?.data.placement.folder).toBe(`${HOME}/Pleadings`);
  expect(await folderMoves()).toBe(1);
});

it('what the archiver gave up of a folder reaches who looks at its documents', () => {
  const tables = subscriptions({ COUNTERPART_ROUTER_CONCURRENCY: 4 });
  const rows = tables.flatMap((table) => table.rows.filter(({ event }) => event === 'WorkDeadLettered'));
  expect(rows.filter(({ topic }) => topic === 'archiver.dead.v1').map(({ handler }) => handler)).toEqual([
    FollowRelocation,
  ]);
});
