import { expect, it } from 'vitest';
import { startTeam, type Team } from './team.js';

/* What drills read to prove that a file was missing at no moment. */

const vanishedFrom = async (team: Team) => {
  const { vanishings } = (await team.admin('GET', 'vanishings')) as {
    vanishings: readonly { id: string; path: string; route: string }[];
  };
  return vanishings.map(({ id, path, route }) => ({ id, path, route }));
};

it('a file that is deleted is told, and each one below a folder that is', async () => {
  const team = await startTeam();
  const [a, b, c] = [
    await team.put('/a.txt', 'first'),
    await team.put('/F/b.txt', 'second'),
    await team.put('/F/G/c.txt', 'third'),
  ];
  await team.rpc('files/delete_v2', { path: '/a.txt' });
  await team.rpc('files/delete_v2', { path: '/F' });
  const route = 'files/delete_v2';
  expect(await vanishedFrom(team)).toEqual([
    { id: a.id, path: '/a.txt', route },
    { id: c.id, path: '/F/G/c.txt', route },
    { id: b.id, path: '/F/b.txt', route },
  ]);
});

it('a file that is moved away is told by the place that it left, though it comes back there', async () => {
  const team = await startTeam();
  const [a, b] = [await team.put('/a.txt', 'first'), await team.put('/F/b.txt', 'second')];
  await team.rpc('files/move_v2', { from_path: '/a.txt', to_path: '/elsewhere/a.txt' });
  await team.rpc('files/move_v2', { from_path: '/elsewhere/a.txt', to_path: '/a.txt' });
  await team.rpc('files/move_v2', { from_path: '/F', to_path: '/Other' });
  const route = 'files/move_v2';
  expect(await vanishedFrom(team)).toEqual([
    { id: a.id, path: '/a.txt', route },
    { id: a.id, path: '/elsewhere/a.txt', route },
    { id: b.id, path: '/F/b.txt', route },
  ]);
});

it('a file that is updated in place, or copied, was missing at no moment', async () => {
  const team = await startTeam();
  const { rev } = await team.put('/a.txt', 'first');
  await team.put('/a.txt', 'second', { mode: { '.tag': 'update', update: rev } });
  await team.put('/a.txt', 'third', { mode: { '.tag': 'overwrite' } });
  await team.rpc('files/copy_v2', { from_path: '/a.txt', to_path: '/kept/a v1.txt' });
  expect(await vanishedFrom(team)).toEqual([]);
});
