import { randomUUID } from 'node:crypto';
import { EventId, matterStream, type Event } from '@counterpart/contracts';
import { PartitionLeases } from '@counterpart/eventing';
import fc from 'fast-check';
import { Pool } from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CLOSED, manifestOf, mirror, wholeZip } from './closed-matter.js';
import { startSealing } from './sealing.js';
import { startBreakingLine, type BreakingLine } from './breaking-line.js';
import { FIRM, MATTER, startScene, type Scene } from './scene.js';

const KIB = 1024;
const PIECE = 64 * KIB;
const FROM = '/Matters/2026-0001-Reyes';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Bytes that deflate cannot shorten; the same for the same seed. */
function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

interface Ground {
  readonly scene: Scene;
  readonly line: BreakingLine;
  /** Begins an archiving of the matter, into a folder of its own. */
  archiving(name: string): Promise<Event<'ArchivingBegun'>>;
  /** Packs, and is killed after so many bytes more; @returns whether it came to an end before. */
  packUntil(archiving: Event<'ArchivingBegun'>, bytes: number): Promise<boolean>;
  /** The size of the one ZIP of a folder, whole to the bit; null where there is none. */
  zip(folder: string): Promise<number | null>;
  rows(): Promise<readonly { readonly session: string; readonly acknowledged: string }[]>;
}

async function startGround(): Promise<Ground> {
  let line: BreakingLine | undefined;
  const contentUrl = async (dropbox: string): Promise<string> => {
    line = await startBreakingLine(dropbox);
    return line.url;
  };
  clock.now = new Date('2026-11-24T09:00:00Z');
  const scene = await startScene({
    contentUrl,
    sending: { now: () => clock.now, pieceBytes: PIECE },
    patienceMs: 30_000,
  });
  if (line === undefined) throw new TypeError('there is no line');
  const known = line;
  await scene.put(`${FROM}/Pleadings/Motion.txt`, 'Motion. '.repeat(9000));
  await scene.put(`${FROM}/scan.jpg`, noise(1, 300 * KIB));
  await scene.put(`${FROM}/zz.txt`, 'the end');
  await scene.tell(matterStream(FIRM, MATTER), 'MatterClosed', { matter: CLOSED });
  return {
    scene,
    line: known,
    archiving: (name) =>
      scene.tell(matterStream(FIRM, MATTER), 'ArchivingBegun', {
        matter: MATTER,
        closing: EventId.parse(randomUUID()),
        action: 'zip',
        documents: 3,
        from: FROM,
        to: { folder: `/Closed/2026/${name}`, name: 'Originals' },
        policyVersion: 1,
        why: [],
      }),
    packUntil: async (archiving, bytes) => {
      const killed = new AbortController();
      known.breakAfter(bytes, () => killed.abort(new Error('killed')));
      const verdict = await scene.pack(archiving, { signal: killed.signal }).catch((error: unknown) => {
        if (!killed.signal.aborted) throw error;
        return undefined;
      });
      return verdict?.kind === 'done';
    },
    zip: async (folder) => {
      const files = await scene.files();
      const zips = [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
      if (zips[0] === undefined) return null;
      expect(zips).toHaveLength(1);
      return (await wholeZip(scene, zips[0])).size;
    },
    rows: () =>
      scene.dataSource.transaction(async (manager) => {
        await manager.query(`select set_config('counterpart.firm', $1, true)`, [FIRM]);
        return manager.query('select session, acknowledged from archiver.packings');
      }),
  };
}

const clock = { now: new Date() };

describe('a packing that is killed', () => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await startGround();
  });

  it('goes on at the last acknowledged byte, wherever and however often it was killed', async () => {
    const { line, archiving, packUntil, zip, rows } = ground;
    let serial = 0;
    // What falls on the end of a piece takes the answer away, and leaves the bytes.
    const life = fc.oneof(
      fc.integer({ min: 1, max: 350 * KIB }),
      fc.constantFrom(PIECE, 2 * PIECE, 5 * PIECE),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        serial += 1;
        const begun = await archiving(`run-${serial}`);
        const before = line.appended;
        let isDone = false;
        for (const bytes of [...lives, Infinity]) {
          isDone ||= await packUntil(begun, bytes);
          const shown = await zip(begun.data.to.folder);
          if (!isDone) expect(shown).toBeNull();
        }
        const size = await zip(begun.data.to.folder);
        expect(isDone).toBe(true);
        expect(line.appended - before - (size ?? 0)).toBeLessThanOrEqual(lives.length * PIECE);
        expect(await rows()).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('is one upload session from the first byte to the last', async () => {
    const { scene, archiving, packUntil, rows } = ground;
    const begun = await archiving('one');
    await packUntil(begun, 100 * KIB);
    const [first] = await rows();
    expect(first?.acknowledged).toBe(String(PIECE));
    await packUntil(begun, 100 * KIB);
    expect(await rows()).toMatchObject([{ session: first?.session, acknowledged: String(2 * PIECE) }]);
    expect(await scene.pack(begun)).toMatchObject({ kind: 'done' });
    expect((await scene.changes()).filter((route) => route.endsWith('start_batch'))).toHaveLength(1);
  });

  it('has the proofs of its first try when it goes on, however far the audit log has come meanwhile', async () => {
    const { scene, line, archiving, packUntil } = ground;
    await startSealing(scene);
    for (const [at, file] of [...(await scene.files()).values()].entries()) {
      await mirror(scene, String(20 + at), file);
    }
    const begun = await archiving('proven');
    await packUntil(begun, 300 * KIB);
    await mirror(scene, '30', await scene.put('/Matters/Other.txt', 'another'));
    await packUntil(begun, 20 * KIB);
    await mirror(scene, '31', await scene.put('/Matters/Third.txt', 'a third'));
    expect(await scene.pack(begun)).toMatchObject({ kind: 'done' });
    const path = '/Closed/2026/proven/proven.zip';
    expect((await manifestOf(scene, path)).entries.slice(0, -1)).toMatchObject(
      Array.from({ length: 3 }, () => ({ proof: { path: expect.anything() } })),
    );
    expect(line.appended - (await wholeZip(scene, path)).size).toBeLessThanOrEqual(2 * PIECE);
  });

  it('begins anew where its session is gone', async () => {
    const { scene, line, archiving, packUntil, zip } = ground;
    const begun = await archiving('gone');
    await packUntil(begun, 200 * KIB);
    const before = line.appended;
    await scene.plan({
      route: 'files/upload_session/append_v2',
      times: 1,
      effect: { kind: 'route-error', tags: ['not_found'] },
    });
    expect(await scene.pack(begun)).toMatchObject({ kind: 'done' });
    const size = await zip('/Closed/2026/gone');
    expect(line.appended - before).toBeGreaterThanOrEqual(size ?? Infinity);
  });

  it('begins anew where its session has little life left', async () => {
    const { line, archiving, packUntil, zip, rows } = ground;
    const begun = await archiving('old');
    await packUntil(begun, 200 * KIB);
    const [first] = await rows();
    clock.now = new Date(clock.now.getTime() + 6.1 * DAY_MS);
    const before = line.appended;
    await packUntil(begun, 10 * KIB);
    expect((await rows()).map(({ session }) => session)).not.toContain(first?.session);
    expect(await packUntil(begun, Infinity)).toBe(true);
    expect(line.appended - before).toBe(((await zip('/Closed/2026/old')) ?? 0) + 10 * KIB);
  });

  it.each([
    ['before what was sent', `${FROM}/Pleadings/Motion.txt`],
    ['in what was on its way', `${FROM}/scan.jpg`],
    ['behind what was sent', `${FROM}/zz.txt`],
  ])('holds what lies there now, all of it, where a file changed %s', async (_case, path) => {
    const { scene, archiving, packUntil, zip } = ground;
    const begun = await archiving('changed');
    await packUntil(begun, 200 * KIB);
    await scene.put(path, noise(5, (await scene.files()).get(path)?.size ?? 0));
    expect(await scene.pack(begun)).toMatchObject({ kind: 'done' });
    expect(await zip('/Closed/2026/changed')).toBeGreaterThan(300 * KIB);
    expect(await scene.outcome(null)).toMatchObject({
      name: 'MatterPacked',
      data: { archives: [{ files: 3 }] },
    });
  });

  it('finishes where the connection keeps a part of a piece', async () => {
    const { scene, line, archiving, zip } = ground;
    const begun = await archiving('part');
    await scene.plan({
      route: 'files/upload_session/append_v2',
      every: 2,
      times: 2,
      effect: { kind: 'partial-append', bytes: 1000 },
    });
    expect(await scene.pack(begun)).toMatchObject({ kind: 'done' });
    expect(line.appended).toBeGreaterThan((await zip('/Closed/2026/part')) ?? Infinity);
  });

  it('sends nothing more once another process has the work', async () => {
    const { scene, line, archiving, packUntil, zip } = ground;
    const pool = new Pool({ connectionString: (scene.dataSource.options as { url: string }).url });
    onTestFinished(() => pool.end());
    const leases = new PartitionLeases(pool);
    const partition = [{ topic: 'router.decisions.v1', partition: 0 }];
    const [fence = null] = await leases.take('archiver.packing', partition);
    const begun = await archiving('lost');
    await packUntil(begun, 100 * KIB);
    await leases.take('archiver.packing', partition);
    const before = line.appended;
    await expect(scene.pack(begun, { fence })).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(line.appended).toBe(before);
    expect(await zip('/Closed/2026/lost')).toBeNull();
  });
});
