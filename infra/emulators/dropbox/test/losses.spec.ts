import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { startTeam, type Team } from './team.js';

/** Dropbox’s content hash of less than a block. */
const hashOf = (text: string): string =>
  createHash('sha256').update(createHash('sha256').update(text).digest()).digest('hex');

const lossesOf = async (team: Team) => {
  const { losses } = (await team.admin('GET', 'losses')) as {
    losses: readonly { contentHash: string; path: string; route: string }[];
  };
  return losses.map(({ contentHash, path, route }) => ({ contentHash, path, route }));
};

it('bytes are lost where the last file that had them is replaced or deleted, and by what', async () => {
  const team = await startTeam();
  const { rev } = await team.put('/a.txt', 'first');
  await team.put('/a.txt', 'second', { mode: { '.tag': 'update', update: rev } });
  await team.rpc('files/delete_v2', { path: '/a.txt' });
  expect(await lossesOf(team)).toEqual([
    { contentHash: hashOf('first'), path: '/a.txt', route: 'files/upload' },
    { contentHash: hashOf('second'), path: '/a.txt', route: 'files/delete_v2' },
  ]);
});

it('bytes that lie elsewhere too, or are moved, are lost at no moment', async () => {
  const team = await startTeam();
  const { rev } = await team.put('/a.txt', 'first');
  await team.rpc('files/copy_v2', { from_path: '/a.txt', to_path: '/kept/a v1.txt' });
  await team.put('/a.txt', 'second', { mode: { '.tag': 'update', update: rev } });
  await team.rpc('files/move_v2', { from_path: '/kept', to_path: '/elsewhere' });
  await team.rpc('files/move_v2', { from_path: '/a.txt', to_path: '/b.txt' });
  expect(await lossesOf(team)).toEqual([]);
});

it('a loss stays told where the bytes come back', async () => {
  const team = await startTeam();
  await team.put('/a.txt', 'first');
  await team.rpc('files/delete_v2', { path: '/a.txt' });
  await team.put('/a.txt', 'first');
  expect(await lossesOf(team)).toHaveLength(1);
});
