import { describe, expect, it } from 'vitest';
import { documentStream, EventId, VersionId } from '@counterpart/contracts';
import { FOLDER, mirrored, move, office, OPEN, SHUT, type Office } from './office.js';
import { DOCUMENT, FIRM, MATTER } from './scene.js';

interface Exposures {
  readonly leaks: readonly { readonly closed: object | null; readonly opened: { readonly route: string } }[];
}

const watch = (scene: Office) =>
  scene.admin(
    'PUT',
    'access/watches',
    JSON.stringify({ name: 'shut', path: FOLDER, allowed: { groups: ['Attorneys'] } }),
  );
const leaks = async (scene: Office) => (await scene.admin<Exposures>('GET', 'access/exposures')).leaks;

describe('a document that was marked later', () => {
  it('loses its links and its members by name before it moves, so that nobody sees it come', async () => {
    const scene = await office();
    await scene.hand('grace.lin', 'sharing/create_shared_link_with_settings', { path: OPEN });
    await scene.hand('eleanor.hartwell', 'sharing/add_file_member', {
      file: OPEN,
      members: [{ '.tag': 'email', email: 'guest@elsewhere.example' }],
    });
    await watch(scene);
    expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({ name: 'Relocated', data: { to: SHUT } });
    expect(await leaks(scene)).toEqual([]);
    expect([...(await scene.files()).keys()]).toEqual([SHUT]);
  });

  it('stays where it lies while the folder is not as it was proven', async () => {
    const scene = await office();
    await scene.hand('eleanor.hartwell', 'sharing/set_access_inheritance', {
      shared_folder_id: scene.namespace,
      access_inheritance: 'inherit',
    });
    expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({
      name: 'RelocationRefused',
      data: { reason: 'RESTRICTED_FOLDER_NOT_PROVEN' },
    });
    expect([...(await scene.files()).keys()]).toEqual([OPEN]);
  });

  it('stays where it lies while its folder within is shared by itself', async () => {
    const scene = await office();
    await scene.hand('eleanor.hartwell', 'sharing/share_folder', { path: `${FOLDER}/2026-0001` });
    expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({ name: 'RelocationRefused' });
  });

  it('leaves no prior version behind it in a folder within that somebody shared and that does not stand yet', async () => {
    const scene = await office();
    await scene.hand('eleanor.hartwell', 'sharing/share_folder', { path: `${FOLDER}/2026-0001` });
    const shelf = `${FOLDER}/2026-0001/_Archive/Memo_v1.pdf`;
    const along = { along: true as const };
    expect(await move(scene, [OPEN, shelf], along)).toMatchObject({ name: 'RelocationRefused' });
    expect([...(await scene.files()).keys()]).toEqual([OPEN]);
  });

  it('is moved after a lost answer, once', async () => {
    const scene = await office();
    await watch(scene);
    await scene.plan({ route: 'files/move', times: 1, effect: { kind: 'reset-after' } });
    expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({ name: 'Relocated' });
    expect(await leaks(scene)).toEqual([]);
  });
});

describe('a privileged document', () => {
  it('is found by its id and locked away wherever somebody put it by hand', async () => {
    const scene = await office();
    await scene.makeFolders(['/Everybody']);
    await scene.move(OPEN, '/Everybody/Copy of memo.pdf');
    expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({ name: 'Relocated' });
    expect([...(await scene.files()).keys()]).toEqual([SHUT]);
  });

  it('never overwrites what somebody put in its way, even there', async () => {
    const scene = await office();
    const other = await scene.put(SHUT, 'by hand');
    expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({
      name: 'RelocationConflictFound',
      data: { found: 'file' },
    });
    expect((await scene.files()).get(SHUT)).toEqual(other);
  });

  it('is not moved within the restricted folder into a folder that somebody shared', async () => {
    const scene = await office();
    await move(scene, [OPEN, SHUT], {});
    await scene.hand('eleanor.hartwell', 'sharing/share_folder', { path: `${FOLDER}/2026-0002` });
    const within = `${FOLDER}/2026-0002/Memo.pdf`;
    expect(await move(scene, [SHUT, within], { access: 'unchanged' })).toMatchObject({
      name: 'RelocationRefused',
      data: { reason: 'RESTRICTED_FOLDER_NOT_PROVEN' },
    });
    expect([...(await scene.files()).keys()]).toEqual([SHUT]);
  });

  it('that was marked since it was to go from one open place to another stays, to be locked away', async () => {
    const scene = await office();
    await scene.categorise('Privileged');
    const elsewhere = '/Matters/2026-0002-Reyes/Unsorted/Memo.pdf';
    expect(await move(scene, [OPEN, elsewhere], { access: 'unchanged' })).toMatchObject({
      name: 'RelocationRefused',
      data: { reason: 'MARKED_PRIVILEGED' },
    });
    expect([...(await scene.files()).keys()]).toEqual([OPEN]);
  });
});

describe('a document that is not marked any more', () => {
  it('leaves the restricted folder only by a confirmation of its own that stands on the trail', async () => {
    const scene = await office();
    await move(scene, [OPEN, SHUT], {});
    const out = { access: 'out-of-restricted' as const };
    const refused = { name: 'RelocationRefused', data: { reason: 'CONFIRMATION_MISSING' } };
    expect(await move(scene, [SHUT, OPEN], out)).toMatchObject(refused);
    const invented = EventId.parse('00000000-0000-4000-8000-000000000001');
    expect(await move(scene, [SHUT, OPEN], { ...out, confirmed: invented })).toMatchObject(refused);
    const { id: confirmed } = await scene.tell(documentStream(FIRM, DOCUMENT), 'PrivilegeReleased', {
      document: DOCUMENT,
      matter: MATTER,
      reason: 'produced',
    });
    await scene.categorise('Privileged');
    expect(await move(scene, [SHUT, OPEN], { ...out, confirmed })).toMatchObject({
      data: { reason: 'MARKED_PRIVILEGED' },
    });
    await scene.categorise(null);
    expect(await move(scene, [SHUT, OPEN], { ...out, confirmed })).toMatchObject({ name: 'Relocated' });
  });
});

describe('a prior version of a privileged document', () => {
  const plan = async (scene: Office, contentHash: string, folder = `${FOLDER}/2026-0001`) => {
    const { rev, size } = scene.file;
    return scene.planned('VersionArchivePlanned', {
      document: DOCUMENT,
      matter: MATTER,
      version: { id: VersionId.parse('9001'), number: 1 },
      counterpart: scene.file.id,
      rev,
      size,
      contentHash,
      to: { folder: `${folder}/_Archive`, name: 'Memo_v1.pdf', disambiguated: false },
      policyVersion: 0,
    });
  };

  it('is kept beside it once who can open the folder was read back', async () => {
    const scene = await office();
    await move(scene, [OPEN, SHUT], {});
    await watch(scene);
    await scene.keep(await plan(scene, scene.file.hash));
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ name: 'VersionArchived', data: { how: 'copied' } });
    expect(await leaks(scene)).toEqual([]);
  });

  /** It is mirrored, locked away, and deleted by hand there. */
  const deleted = async (scene: Office) => {
    await mirrored(scene);
    await move(scene, [OPEN, SHUT], {});
    await scene.admin('DELETE', `file?path=${encodeURIComponent(SHUT)}`);
    return plan(scene, scene.file.hash);
  };

  it('whose file was deleted by hand is kept, and nobody else sees it stand up again', async () => {
    const scene = await office();
    await watch(scene);
    await scene.keep(await deleted(scene));
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'VersionArchived',
      data: { how: 'recovered', current: { contentHash: scene.file.hash } },
    });
    expect([...(await scene.files()).keys()].toSorted()).toEqual([
      SHUT,
      `${FOLDER}/2026-0001/_Archive/Memo_v1.pdf`,
    ]);
    expect(await leaks(scene)).toEqual([]);
  });

  it('whose file was deleted by hand does not stand up again while the folder is not as it was proven', async () => {
    const scene = await office();
    const planned = await deleted(scene);
    await scene.hand('eleanor.hartwell', 'sharing/set_access_inheritance', {
      shared_folder_id: scene.namespace,
      access_inheritance: 'inherit',
    });
    await scene.keep(planned);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ name: 'VersionArchiveRefused' });
    expect([...(await scene.files()).keys()]).toEqual([]);
  });

  it('is not kept beside a file that lies open and was marked meanwhile', async () => {
    const scene = await office();
    const planned = await plan(scene, scene.file.hash, '/Matters/2026-0001-Reyes/Unsorted');
    await scene.categorise('Privileged');
    await scene.keep(planned);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'VersionArchiveRefused',
      data: { proof: null },
    });
    expect([...(await scene.files()).keys()]).toEqual([OPEN]);
  });

  it('that an earlier try left beside it, before it was marked, is told with the refusal', async () => {
    const scene = await office();
    const folder = '/Matters/2026-0001-Reyes/Unsorted';
    const planned = await plan(scene, scene.file.hash, folder);
    await scene.client.relocate('copy', OPEN, `${folder}/_Archive/Memo_v1.pdf`);
    await scene.categorise('Privileged');
    await scene.keep(planned);
    const left = (await scene.files()).get(`${folder}/_Archive/Memo_v1.pdf`);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'OpenCopyFound',
      data: { file: left?.id, contentHash: scene.file.hash },
    });
  });

  it('is not copied while the folder is not as it was proven, and the proof that failed is told', async () => {
    const scene = await office();
    await move(scene, [OPEN, SHUT], {});
    const planned = await plan(scene, scene.file.hash);
    await scene.hand('eleanor.hartwell', 'sharing/set_access_inheritance', {
      shared_folder_id: scene.namespace,
      access_inheritance: 'inherit',
    });
    await scene.keep(planned);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'VersionArchiveRefused',
      data: {
        planned: planned.id,
        proof: scene.proven.id,
        deviations: [{ code: 'INHERITS_MEMBERS' }, { code: 'UNEXPECTED_MEMBER' }],
      },
    });
    expect([...(await scene.files()).keys()]).toEqual([SHUT]);
  });
});
