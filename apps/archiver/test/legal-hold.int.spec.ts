import { expect, it } from 'vitest';
import { matterStream, type Event } from '@counterpart/contracts';
import { DOCUMENT, FIRM, MATTER, startScene, type Scene } from './scene.js';

const FROM = '/Matters/2026-0001-Reyes';
const TO = { folder: '/Closed/2026', name: '2026-0001-Reyes', disambiguated: false };
const move = { matter: MATTER, via: null, access: 'unchanged' as const, policyVersion: 1, why: [] };

const folderMove = (scene: Scene): Promise<Event<'RelocationPlanned'>> =>
  scene.planned('RelocationPlanned', { ...move, document: null, counterpart: null, from: FROM, to: TO });

const hold = (scene: Scene) =>
  scene.tell(matterStream(FIRM, MATTER), 'LegalHoldSet', { matter: MATTER, reason: 'Preservation letter' });

it('a hold that is set after a move was decided holds folder and file back', async () => {
  const scene = await startScene();
  const file = await scene.put(`${FROM}/Memo.pdf`, 'memo');
  const planned = await folderMove(scene);
  const ofFile = await scene.planned('RelocationPlanned', {
    ...move,
    document: DOCUMENT,
    counterpart: file.id,
    from: file.path,
    to: { folder: `${FROM}/Discovery`, name: 'Memo.pdf', disambiguated: false },
  });
  await hold(scene);
  for (const event of [planned, ofFile]) expect(await scene.carryOut(event)).toMatchObject({ kind: 'done' });
  for (const document of [null, DOCUMENT]) {
    expect(await scene.outcome(document)).toMatchObject({
      name: 'RelocationRefused',
      data: { reason: 'LEGAL_HOLD' },
    });
  }
  expect([...(await scene.files()).keys()]).toEqual([file.path]);
});

it('what was moved before the hold, and whose answer was lost, is told as it is', async () => {
  const scene = await startScene();
  await scene.put(`${FROM}/Memo.pdf`, 'memo');
  const planned = await folderMove(scene);
  await scene.move(FROM, `${TO.folder}/${TO.name}`);
  await hold(scene);
  await scene.carryOut(planned);
  expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'found' } });
});

it('a hold that was lifted holds nothing back', async () => {
  const scene = await startScene();
  await scene.put(`${FROM}/Memo.pdf`, 'memo');
  await hold(scene);
  await scene.tell(matterStream(FIRM, MATTER), 'LegalHoldLifted', { matter: MATTER, reason: 'Dismissed' });
  await scene.carryOut(await folderMove(scene));
  expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated' });
});
