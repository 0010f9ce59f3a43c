import { expect, it } from 'vitest';
import { contentHash, Stager, StagingMemory, type Staged } from '../src/index.js';
import { startTeam, type Team } from './team.js';

const MIB = 1024 * 1024;

const stagerOf = (team: Team): Stager =>
  new Stager(
    team.client.sessions,
    new StagingMemory({ chunkBytes: 4 * MIB, memoryBytes: 128 * MIB, readsAtOnce: 8 }),
  );

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array, void> {
  await Promise.resolve();
  yield bytes;
}

async function stage(stager: Stager, bytes: Buffer): Promise<Staged> {
  const result = await stager.stage({ size: bytes.length, open: () => one(bytes) });
  if (result.kind !== 'staged') throw new TypeError('the source is whole');
  return result.staged;
}

async function committed(team: Team, { session, size }: Staged): Promise<string | undefined> {
  const commit = { session, offset: size, path: `/${session}`, replaces: null, clientModified: null };
  const [result] = await team.client.finishBatch([commit]);
  return result?.kind === 'committed' ? result.file.contentHash : undefined;
}

const many = (count: number): readonly Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`tiny ${index}`));

it('of which very many come at once go in calls whose arguments fit into a header', async () => {
  const team = await startTeam();
  const stager = stagerOf(team);
  const staged = await Promise.all(many(700).map((bytes) => stage(stager, bytes)));
  const calls = (await team.routes()).filter((route) => route.endsWith('append_batch'));
  expect(calls.length).toBeLessThan(30);
  expect(await committed(team, staged[699] as Staged)).toBe(contentHash(Buffer.from('tiny 699')));
});

it('go each alone where Dropbox refuses a call with many of them', async () => {
  const team = await startTeam();
  await team.plan({ route: 'append_batch', effect: { kind: 'status', code: 431 } });
  const stager = stagerOf(team);
  const files = many(30);
  const staged = await Promise.all(files.map((bytes) => stage(stager, bytes)));
  await team.plan();
  const found: (string | undefined)[] = [];
  for (const each of staged) found.push(await committed(team, each));
  expect(found).toEqual(files.map((bytes) => contentHash(bytes)));
});
