import { describe, expect, it } from 'vitest';
import { DocumentId } from '@counterpart/contracts';
import { noted } from '@counterpart/eventing';
import type { LateFiles, ShelfGate } from '../src/archive-version/archive-version.ports.js';
import { meanwhile, startLateScene } from './late-scene.js';
import { hashOf, KEPT, PLACE } from './version-scene.js';

/*
 * A late version lay in the open folder, and nobody had told of it: the answer was lost, or the process died. Its document was marked, and
 * the next try was refused. The file was known to nobody: it was never locked away, and closing packed it into the open ZIP.
 */

const OPEN = { proof: null, deviations: [], isOpen: true as const };
const shut: ShelfGate['refusalOf'] = () => Promise.resolve(OPEN);

/** Dies right after the version was put. */
const killed = (files: LateFiles): LateFiles =>
  meanwhile(files, {
    put: () => {
      throw new Error('killed');
    },
  });

const failing = (document: DocumentId, code: number) => ({
  match: { path: `/documents/${document}[/.]`, origin: 'api' },
  effect: { status: { code, body: { error: { type: 'Failed', message: 'failed' } } } },
});

describe('a late version that was put into the open by a try that died, and whose document was marked then', () => {
  it('is told with the refusal, so that it is locked away', async () => {
    const { files, client, bringBy, plan, told, planned } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    const lies = await client.look(KEPT);
    if (lies.kind !== 'file') throw new TypeError('it was put there');
    expect(await bringBy(files, { gate: shut }, 2)).toEqual(noted());
    const { document, matter } = plan;
    const { id: file, rev, contentHash } = lies;
    const data = { document, matter, refusal: planned, versionNumber: 1, file, path: KEPT, rev, contentHash };
    expect(told).toMatchObject([
      { name: 'VersionArchiveRefused', data: { proof: null, deviations: [] } },
      { name: 'OpenCopyFound', data },
    ]);
  });

  it('is told where the document was marked only while its bytes were sent again', async () => {
    const { files, bringBy, told } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    const marked = { is: false };
    const sent = (): void => {
      marked.is = true;
    };
    const gate: ShelfGate['refusalOf'] = () => Promise.resolve(marked.is ? OPEN : null);
    await bringBy(meanwhile(files, { sent }), { gate }, 2);
    expect(told).toMatchObject([
      { name: 'VersionArchiveRefused' },
      { name: 'OpenCopyFound', data: { path: KEPT } },
    ]);
  });

  it('is told where the folder above it was moved since', async () => {
    const { files, client, bringBy, ofMatter, told } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    const [from, to] = ['/Matters/2026-0001', '/Matters/2026-0002'];
    const planned = ofMatter('RelocationPlanned', { from });
    await client.relocate('move', from, to);
    ofMatter('Relocated', { planned, from, to });
    await bringBy(files, { gate: shut }, 2);
    expect(told).toMatchObject([{}, { name: 'OpenCopyFound', data: { path: KEPT.replace(from, to) } }]);
  });

  it('is told by its name alone where Clio has it no more', async () => {
    const { files, bringBy, told } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    const gone: LateFiles = { ...meanwhile(files, {}), late: () => Promise.resolve(undefined) };
    await bringBy(gone, { gate: shut }, 2);
    expect(told).toMatchObject([{}, { name: 'OpenCopyFound', data: { contentHash: hashOf('other') } }]);
  });

  it.each([
    ['does not show it', 404, false],
    ['refuses to show it', 403, false],
    ['fails on it alone', 503, true],
  ])('is told by its name alone where Clio %s', async (_, code, getsThrough) => {
    const { files, plan, bringBy, told, clioFaults } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    await clioFaults(failing(plan.document, code));
    const others = (): Promise<boolean> => Promise.resolve(getsThrough);
    expect(await bringBy(files, { gate: shut, others }, 2)).toEqual(noted());
    expect(told).toMatchObject([
      { name: 'VersionArchiveRefused' },
      { name: 'OpenCopyFound', data: { path: KEPT } },
    ]);
  });

  it('is told once Clio answers again where it is down', async () => {
    const { files, plan, bringBy, told, clioFaults } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    await clioFaults(failing(plan.document, 503));
    expect(await bringBy(files, { gate: shut }, 2)).toMatchObject({ kind: 'outage' });
    expect(told).toEqual([]);
    await clioFaults();
    await bringBy(files, { gate: shut }, 3);
    expect(told).toMatchObject([{}, { name: 'OpenCopyFound', data: { path: KEPT } }]);
  });

  it('is not told where it goes into the restricted folder, which is not proven', async () => {
    const { files, bringBy, told } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    await bringBy(files, { gate: () => Promise.resolve({ proof: null, deviations: [] }) }, 2);
    expect(told).toMatchObject([{ name: 'VersionArchiveRefused' }]);
  });
});

describe('what lies under the name of a late version that is refused', () => {
  it('and has other bytes is what a person put there', async () => {
    const { files, edit, bringBy, told } = await startLateScene();
    await edit(KEPT, 'something else');
    await bringBy(files, { gate: shut });
    expect(told).toMatchObject([{ name: 'VersionArchiveRefused' }]);
  });

  it('and is another document’s is left to it', async () => {
    const { files, client, owners, edit, bringBy, told } = await startLateScene();
    await edit(KEPT, 'other');
    const lies = await client.look(KEPT);
    owners.set(lies.kind === 'file' ? lies.id : '', DocumentId.parse('999'));
    await bringBy(files, { gate: shut });
    expect(told).toMatchObject([{ name: 'VersionArchiveRefused' }]);
  });

  it('and was told of is on the shelf already', async () => {
    const { files, client, edit, own, bringBy, told } = await startLateScene();
    await edit(KEPT, 'other');
    const lies = await client.look(KEPT);
    if (lies.kind !== 'file') throw new TypeError('it lies there');
    const kept = { path: KEPT, file: lies.id, contentHash: lies.contentHash };
    own('VersionArchived', { kept, handEdit: null });
    await bringBy(files, { gate: shut });
    expect(told).toMatchObject([{ name: 'VersionArchiveRefused' }]);
  });
});

describe('a late version that was put where its folder had just been moved away, and could not be taken back', () => {
  const [from, to] = ['/Matters/2026-0001', '/Matters/2026-0002'];
  const carried = { [PLACE.replace(from, to)]: 'first', [KEPT.replace(from, to)]: 'other' };

  async function stale() {
    const scene = await startLateScene();
    const { files, client, ofMatter, bringBy } = scene;
    const put = async (): Promise<void> => {
      const planned = ofMatter('RelocationPlanned', { from });
      await client.relocate('move', from, to);
      // It came only after the folder had gone.
      await client.relocate('move', KEPT.replace(from, to), KEPT);
      ofMatter('Relocated', { planned, from, to });
    };
    const dying = { ...meanwhile(files, { put }), takeBack: () => Promise.reject(new Error('killed')) };
    await expect(bringBy(dying)).rejects.toThrow('killed');
    expect(Object.keys(await scene.tree())).toContain(KEPT);
    return scene;
  }

  it('is taken back by the next try', async () => {
    const { files, bringBy, told, tree } = await stale();
    await bringBy(files, {}, 2);
    expect(told).toMatchObject([{ data: { kept: { path: KEPT.replace(from, to) } } }]);
    expect(await tree()).toEqual(carried);
  });

  it('is taken back by a later one where that fails again', async () => {
    const { files, bringBy, told, tree } = await stale();
    const dying = { ...meanwhile(files, {}), takeBack: () => Promise.reject(new Error('killed')) };
    await expect(bringBy(dying, {}, 2)).rejects.toThrow('killed');
    expect(told).toEqual([]);
    await bringBy(files, {}, 3);
    expect(await tree()).toEqual(carried);
  });

  it('stays where another matter’s document has its place by now', async () => {
    const { files, bringBy, places, tree } = await stale();
    places.set(KEPT, DocumentId.parse('999'));
    await bringBy(files, {}, 2);
    expect(await tree()).toEqual({ ...carried, [KEPT]: 'other' });
  });

  it('is not what was kept where only the case of the folder’s name changed', async () => {
    const { files, client, ofMatter, bringBy, tree } = await startLateScene();
    await expect(bringBy(killed(files))).rejects.toThrow('killed');
    const cased = '/Matters/2026-0001'.toUpperCase();
    const planned = ofMatter('RelocationPlanned', { from });
    ofMatter('Relocated', { planned, from, to: cased });
    await bringBy(files, {}, 2);
    expect(Object.values(await tree()).toSorted()).toEqual(['first', 'other']);
    expect((await client.look(KEPT)).kind).toBe('file');
  });
});
