import { openCarriedProof, openCheckpoint, type SignerKey } from '@counterpart/audit-log';
import { EventId, MatterId, matterStream, type Event } from '@counterpart/contracts';
import type { Manifest, ManifestEntry } from '@counterpart/matter-archive';
import { eventually } from '@counterpart/testing';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { CLOSED, manifestOf, mirror } from './closed-matter.js';
import { FIRM, MATTER, startScene, type Scene, type SceneOptions } from './scene.js';
import { startSealing } from './sealing.js';

const FROM = '/Matters/2026-0001-Reyes';
const ZIP = '/Closed/2026/2026-0001/2026-0001.zip';

/** A closed matter of two mirrored documents, of one that was mirrored for another matter, and of a file of somebody. */
async function closedMatter(options: SceneOptions = {}) {
  const scene = await startScene(options);
  await mirror(scene, '21', await scene.put(`${FROM}/Complaint.pdf`, 'complaint'));
  await mirror(scene, '22', await scene.put(`${FROM}/Motion.pdf`, 'motion'));
  await mirror(scene, '23', await scene.put(`${FROM}/Moved.pdf`, 'moved'), MatterId.parse('6'));
  await scene.put(`${FROM}/Notes.txt`, 'notes of somebody');
  await scene.tell(matterStream(FIRM, MATTER), 'MatterClosed', { matter: CLOSED });
  const archiving = await scene.tell(matterStream(FIRM, MATTER), 'ArchivingBegun', {
    matter: MATTER,
    closing: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000009'),
    action: 'zip',
    documents: 3,
    from: FROM,
    to: { folder: '/Closed/2026/2026-0001', name: 'Originals' },
    policyVersion: 1,
    why: [],
  });
  return { scene, archiving };
}

async function pack(scene: Scene, archiving: Event<'ArchivingBegun'>): Promise<Manifest> {
  expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
  return manifestOf(scene, ZIP);
}

const OPEN_EVENTS =
  'select from event_store.events where position not in (select position from audit.leaves)';

const entryOf = ({ entries }: Manifest, name: string): ManifestEntry => {
  const found = entries.find(({ path }) => path === name);
  if (found === undefined) throw new TypeError(`there is no ${name}`);
  return found;
};

/** The event that a proof shows to be in the log. */
function shown(manifest: Manifest, key: SignerKey, name: string): Event {
  const checkpoint = openCheckpoint(manifest.audit?.checkpoint ?? '', [key.verifier], key.verifier.name);
  return openCarriedProof(entryOf(manifest, name).proof, checkpoint).event;
}

describe('a file in a ZIP', () => {
  it('brings the proof along that its bytes were mirrored, to be checked with the public key alone', async () => {
    const { scene, archiving } = await closedMatter({ patienceMs: 60_000 });
    const key = await startSealing(scene);
    const manifest = await pack(scene, archiving);
    for (const [name, document] of [
      ['Complaint.pdf', '21'],
      ['Motion.pdf', '22'],
    ] as const) {
      const { contentHash } = entryOf(manifest, name);
      expect(shown(manifest, key, name)).toMatchObject({
        name: 'DocumentMirrored',
        data: { document, contentHash },
      });
    }
  });

  it('says why it has none: of hand, of another matter', async () => {
    const { scene, archiving } = await closedMatter({ patienceMs: 60_000 });
    await startSealing(scene);
    const manifest = await pack(scene, archiving);
    expect(entryOf(manifest, 'Notes.txt').proof).toEqual({ reason: 'NOT_MIRRORED' });
    expect(entryOf(manifest, 'Moved.pdf').proof).toEqual({ reason: 'OF_ANOTHER_MATTER' });
  });

  it('that was edited after it was mirrored is not proven by the event of what it was', async () => {
    const { scene, archiving } = await closedMatter({ patienceMs: 60_000 });
    await startSealing(scene);
    await scene.put(`${FROM}/Motion.pdf`, 'another motion');
    expect(entryOf(await pack(scene, archiving), 'Motion.pdf').proof).toEqual({ reason: 'NOT_MIRRORED' });
  });

  it('does not wait for ever for a log that is not sealed', async () => {
    const { scene, archiving } = await closedMatter({ patienceMs: 100 });
    const manifest = await pack(scene, archiving);
    expect(manifest.audit).toBeUndefined();
    expect(entryOf(manifest, 'Motion.pdf').proof).toEqual({ reason: 'NOT_SEALED' });
  });

  it('waits until its event is sealed', async () => {
    const { scene, archiving } = await closedMatter({ patienceMs: 30_000 });
    const packing = pack(scene, archiving);
    const key = await startSealing(scene);
    expect(shown(await packing, key, 'Motion.pdf').name).toBe('DocumentMirrored');
  });

  it('is not packed with a false proof where the store was altered after it was sealed', async () => {
    const { scene, archiving } = await closedMatter({ patienceMs: 60_000 });
    await startSealing(scene);
    const owner = new Client(scene.ownerUrl);
    await owner.connect();
    await eventually(async () => (await owner.query(OPEN_EVENTS)).rowCount === 0);
    await owner.query(`alter table event_store.events disable trigger all;
      update event_store.events set body = convert_to(replace(convert_from(body, 'UTF8'), 'Motion.pdf',
        'Notion.pdf'), 'UTF8') where type like 'DocumentMirrored%'`);
    await owner.end();
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'retry', code: 'CONTENT_MISMATCH' });
    expect([...(await scene.files()).keys()].filter((path) => path.startsWith('/Closed'))).toEqual([]);
  });
});
