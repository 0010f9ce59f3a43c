import { expect, it } from 'vitest';
import { documentStream, VersionId } from '@counterpart/contracts';
import { mirrored, move, office, OPEN, SHUT, type Office } from './office.js';
import { DOCUMENT, FIRM, MATTER } from './scene.js';

/*
 * Work of a document failed for good while the document lay open. It was marked privileged and locked away; the mark was taken off, which
 * lets nothing out by itself. Then a person had the failed work retried: it went by the file’s id, found it in the restricted
 * folder, and put its bytes where they were to go before.
 */

const OPEN_FOLDER = '/Matters/2026-0001-Reyes/Unsorted';

async function lockedAway(scene: Office): Promise<void> {
  await scene.categorise('Privileged');
  expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({ name: 'Relocated' });
  await scene.categorise(null);
}

const lying = async (scene: Office) => [...(await scene.files()).keys()].toSorted();

const versionOf = ({ planned, file: { id: counterpart, rev, size, hash } }: Office) =>
  planned('VersionArchivePlanned', {
    document: DOCUMENT,
    matter: MATTER,
    version: { id: VersionId.parse('9001'), number: 1 },
    counterpart,
    rev,
    size,
    contentHash: hash,
    to: { folder: `${OPEN_FOLDER}/_Archive`, name: 'Memo_v1.pdf', disambiguated: false },
    policyVersion: 0,
  });

it.each(['as it is', 'edited', 'deleted'])(
  'a version that was to be kept stays shut: its file is %s',
  async (state) => {
    const scene = await office();
    await mirrored(scene);
    const planned = await versionOf(scene);
    await lockedAway(scene);
    if (state === 'edited') await scene.put(SHUT, 'edited');
    if (state === 'deleted') await scene.admin('DELETE', `file?path=${encodeURIComponent(SHUT)}`);
    const before = await lying(scene);
    await scene.keep(planned);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'VersionArchiveRefused',
      data: { proof: null },
    });
    expect(await lying(scene)).toEqual(before);
  },
);

it('a copy that was to be made is withheld, and owed', async () => {
  const scene = await office();
  await mirrored(scene);
  const { id: counterpart, size, hash: contentHash } = scene.file;
  const copy = { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'Memo.pdf' } as const;
  const about = { document: DOCUMENT, matter: MATTER, versionNumber: 1 };
  const planned = await scene.planned('CopyPlanned', { ...about, counterpart, size, contentHash, copy });
  await lockedAway(scene);
  await scene.copy(planned);
  expect(await scene.outcome(DOCUMENT)).toMatchObject({ name: 'CopyWithheld', data: { copy } });
  expect(await lying(scene)).toEqual([SHUT]);
});

it('what was to go out along with its document stays: the confirmation was spent when that was locked away again', async () => {
  const scene = await office();
  await mirrored(scene);
  const prior = await scene.put('/Privileged/2026-0001/_Archive/Memo_v0.pdf', 'prior');
  const { id: confirmed } = await scene.tell(documentStream(FIRM, DOCUMENT), 'PrivilegeReleased', {
    document: DOCUMENT,
    matter: MATTER,
    reason: 'produced',
  });
  await lockedAway(scene);
  const out = { access: 'out-of-restricted', confirmed, along: true, counterpart: prior.id } as const;
  expect(await move(scene, [prior.path, `${OPEN_FOLDER}/_Archive/Memo_v0.pdf`], out)).toMatchObject({
    name: 'RelocationRefused',
    data: { reason: 'CONFIRMATION_MISSING' },
  });
  expect(await lying(scene)).toEqual([SHUT, prior.path].toSorted());
});
