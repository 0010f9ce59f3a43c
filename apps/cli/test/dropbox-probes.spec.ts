import { DEFAULT_POLICY, type Policy } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { failedOf, found, startDropbox } from './probed-firm.js';

const GIBIBYTE = 2 ** 30;
const ELEANOR = {
  email: 'eleanor.hartwell@hartwell-reyes.example',
  givenName: 'Eleanor',
  surname: 'Hartwell',
};
const ROOT = DEFAULT_POLICY.roots.default;
const WRITES = `Dropbox: write, read and delete in ${ROOT}`;

describe('the doctor, asking Dropbox', () => {
  it('finds a sound team sound', async () => {
    const dropbox = await startDropbox();
    const diagnosis = await dropbox.diagnose();
    expect([diagnosis.holds, failedOf(diagnosis)]).toEqual([true, []]);
  });

  it('bears 10 GiB of room, and fails below', async () => {
    const enough = await startDropbox({ teamSpace: 10 * GIBIBYTE });
    expect(found(await enough.diagnose(), 'Dropbox: space left')).toMatchObject({
      outcome: 'ok',
      finding: '10 GiB',
    });
    const little = await startDropbox({ teamSpace: 10 * GIBIBYTE - 1 });
    const diagnosis = await little.diagnose();
    expect(failedOf(diagnosis)).toEqual(['Dropbox: space left']);
    expect(found(diagnosis, 'Dropbox: space left')).toMatchObject({
      finding: '9 GiB',
      remedy: expect.stringContaining('Make room') as string,
    });
  });

  it('names the group that the team lacks', async () => {
    const dropbox = await startDropbox();
    const privileged = { ...DEFAULT_POLICY.privileged, group: 'Litigators' };
    const diagnosis = await dropbox.diagnose({ ...DEFAULT_POLICY, privileged });
    expect(failedOf(diagnosis)).toEqual(['Dropbox: restrict folders']);
    expect(found(diagnosis, 'Dropbox: restrict folders')).toMatchObject({
      finding: 'the team has no group Litigators',
      remedy: expect.stringContaining('Make the group Litigators') as string,
    });
    await dropbox.admin('PUT', 'team', { groups: [{ name: 'Litigators', members: [ELEANOR.email] }] });
    expect((await dropbox.diagnose({ ...DEFAULT_POLICY, privileged })).holds).toBe(true);
  });

  it('says of whoever connected that an administrator is needed, also where links seem to be shown', async () => {
    const dropbox = await startDropbox();
    await dropbox.admin('PUT', 'team', { members: [{ ...ELEANOR, isAdmin: false }] });
    const diagnosis = await dropbox.diagnose();
    expect(failedOf(diagnosis)).toEqual([
      'Dropbox: act for the team',
      'Dropbox: see who shares',
      'Dropbox: end links',
    ]);
    expect(found(diagnosis, 'Dropbox: act for the team')).toMatchObject({
      finding: 'whoever connected is no administrator of the team now',
      remedy: expect.stringContaining('as an administrator of the team') as string,
    });
  });

  it('says of one member’s grant that it is not the team’s', async () => {
    const dropbox = await startDropbox({ tokenLink: 'member' });
    const diagnosis = await dropbox.diagnose();
    expect(failedOf(diagnosis)).toEqual([
      'Dropbox: act for the team',
      'Dropbox: restrict folders',
      'Dropbox: see who shares',
      'Dropbox: end links',
    ]);
    expect(found(diagnosis, 'Dropbox: act for the team')?.remedy).toContain('`dropbox.selectUser`');
    const findings = diagnosis.probes.flatMap(({ outcome, finding }) =>
      outcome === 'failed' ? [finding] : [],
    );
    expect(new Set(findings)).toEqual(new Set(['the connection is one member’s, not the team’s']));
  });

  it('finds a file in place of the root', async () => {
    const dropbox = await startDropbox();
    await dropbox.admin('PUT', `file?path=${encodeURIComponent(ROOT)}`, 'by hand');
    const diagnosis = await dropbox.diagnose();
    expect(failedOf(diagnosis)).toEqual([`Dropbox: list ${ROOT}`, WRITES]);
    expect(found(diagnosis, `Dropbox: list ${ROOT}`)?.finding).toBe('a file lies where the folder belongs');
    for (const probe of failedOf(diagnosis))
      expect(found(diagnosis, probe)?.remedy).toContain('Move the file');
  });

  it('compares what it reads with what it wrote, and leaves nothing behind', async () => {
    const dropbox = await startDropbox();
    await dropbox.plan({ route: 'files/download', effect: { kind: 'bit-flip' } });
    const diagnosis = await dropbox.diagnose();
    expect(failedOf(diagnosis)).toEqual([WRITES]);
    expect(found(diagnosis, WRITES)?.finding).toBe('other bytes were read than were written');
    expect(await (await fetch(`${dropbox.url}/_emulator/tree`)).text()).not.toContain('counterpart-doctor');
  });

  it.each([
    [['path', 'no_write_permission'], 'write access'],
    [['path', 'insufficient_space'], 'space'],
  ])('says what mends a refused write: %j', async (tags, words) => {
    const dropbox = await startDropbox();
    await dropbox.plan({ route: 'finish_batch', effect: { kind: 'entry-error', tags } });
    const diagnosis = await dropbox.diagnose();
    expect(failedOf(diagnosis)).toEqual([WRITES]);
    expect(found(diagnosis, WRITES)).toMatchObject({
      finding: `writing was refused: ${tags.join('/')}`,
      remedy: expect.stringContaining(words) as string,
    });
  });

  it('tries every root of the policy, each for itself', async () => {
    const dropbox = await startDropbox();
    const roots = {
      default: ROOT,
      practiceAreas: { Litigation: '/Trials', Appeals: '/trials', Tax: '/Tax' },
    };
    const policy: Policy = { ...DEFAULT_POLICY, roots };
    await dropbox.admin('PUT', 'file?path=/Tax', 'by hand');
    const diagnosis = await dropbox.diagnose(policy);
    const listed = diagnosis.probes.map(({ probe }) => /^Dropbox: list (.*)$/.exec(probe)?.[1] ?? '');
    expect(listed.filter((root) => root !== '').toSorted()).toEqual([ROOT, '/Tax', '/trials'].toSorted());
    expect(failedOf(diagnosis)).toEqual(['Dropbox: list /Tax', 'Dropbox: write, read and delete in /Tax']);
    expect(found(diagnosis, WRITES)?.outcome).toBe('ok');
  });
});
