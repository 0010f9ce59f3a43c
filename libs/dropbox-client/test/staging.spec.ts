import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejectsWithCode, untilStruck } from '@counterpart/testing';
import {
  contentHash,
  dropboxVerdict,
  Stager,
  StagingMemory,
  type Repeat,
  type Staged,
  type StagingJournal,
  type StagingProgress,
} from '../src/index.js';
import { startTeam, type Team } from './team.js';

const MIB = 1024 * 1024;
const CHUNK = 4 * MIB;

/** A source in pieces of whatever sizes. */
async function* pieces(
  bytes: Buffer,
  sizes: readonly number[] = [256 * 1024],
): AsyncGenerator<Uint8Array, void> {
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    await Promise.resolve();
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

const memory = (readsAtOnce = 8): StagingMemory =>
  new StagingMemory({ chunkBytes: CHUNK, memoryBytes: 128 * MIB, readsAtOnce });

/** Progress in memory, as another process would find it. */
class Journal implements StagingJournal {
  saved: StagingProgress | undefined;

  load(): Promise<StagingProgress | undefined> {
    return Promise.resolve(this.saved);
  }

  save(progress: StagingProgress): Promise<void> {
    this.saved = progress;
    return Promise.resolve();
  }
}

async function stage(stager: Stager, bytes: Buffer, sizes?: readonly number[]): Promise<Staged> {
  const result = await stager.stage({ size: bytes.length, open: () => pieces(bytes, sizes) });
  if (result.kind !== 'staged') throw new TypeError('the source is whole');
  return result.staged;
}

/** Commits what was staged. @returns the content hash that Dropbox found, or why it found nothing */
async function committed(team: Team, { session, size }: Staged, path = '/f'): Promise<string> {
  const commit = { session, offset: size, path, replaces: null, clientModified: null };
  const [result] = await team.client.finishBatch([commit]);
  return result?.kind === 'committed' ? result.file.contentHash : JSON.stringify(result);
}

const stagerOf = (team: Team): Stager => new Stager(team.client.sessions, memory());

describe('staging', () => {
  it('hands over any bytes in any pieces, and knows their hashes', async () => {
    const team = await startTeam();
    const stager = stagerOf(team);
    const size = fc.oneof(
      fc.nat(1000),
      fc.integer({ min: CHUNK - 2, max: CHUNK + 2 }),
      fc.constant(2 * CHUNK),
      fc.constant(2 * CHUNK + 1),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 3 * MIB }), { minLength: 1, maxLength: 5 });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(size, sizes, async (length, cuts) => {
        const bytes = randomBytes(length);
        const staged = await stage(stager, bytes, length > 10_000 ? cuts.map((cut) => cut + 1000) : cuts);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        expect(staged).toMatchObject({ size: length, contentHash: contentHash(bytes), sha256 });
        expect(await committed(team, staged, `/f/${(serial += 1)}`)).toBe(contentHash(bytes));
      }),
      { numRuns: 15 },
    );
  });

  it.each([100, 2 * CHUNK])(
    'of a file of %i bytes does not wait for another firm’s, whose sources stand still',
    async (size) => {
      const team = await startTeam();
      const shared = new StagingMemory({
        chunkBytes: CHUNK,
        memoryBytes: 128 * MIB,
        readsAtOnce: 8,
        shareOf: () => 0.75,
      });
      const over = new AbortController();
      const still = new Stager(team.client.sessions, shared, { firm: 'big' });
      async function* standing(): AsyncGenerator<Uint8Array, void> {
        yield randomBytes(1);
        await new Promise((_, reject) => over.signal.addEventListener('abort', reject));
      }
      const waiting = Array.from({ length: 50 }, () =>
        still.stage({ size, open: standing, signal: over.signal }).catch(() => 'given up'),
      );
      const bytes = randomBytes(size);
      const staged = await stage(new Stager(team.client.sessions, shared, { firm: 'small' }), bytes);
      expect(await committed(team, staged)).toBe(contentHash(bytes));
      over.abort();
      expect(new Set(await Promise.all(waiting))).toEqual(new Set(['given up']));
    },
  );

  it.each([0, 100, CHUNK + 100])(
    'tells that a source of %i bytes gave another number of them',
    async (size) => {
      const stager = stagerOf(await startTeam());
      for (const given of [size + 1, Math.max(0, size - 1)].filter((length) => length !== size)) {
        const open = () => pieces(randomBytes(given));
        expect(await stager.stage({ size, open })).toMatchObject({ kind: 'other-size' });
      }
    },
  );

  it.each([100, 2 * CHUNK])(
    'fails where a source of %i bytes fails, and where it is given up',
    async (size) => {
      const team = await startTeam();
      const stager = stagerOf(team);
      async function* broken(): AsyncGenerator<Uint8Array, void> {
        yield randomBytes(10);
        await Promise.reject(new Error('the source broke off'));
      }
      await expect(stager.stage({ size, open: broken })).rejects.toThrow('the source broke off');
      // A small file is given up before it is sent: it shares calls with others.
      const isSmall = size < CHUNK;
      const held = { route: 'append|start', effect: { kind: 'latency', ms: 60_000 } };
      await team.plan({ ...held, ...(isSmall && { mayMiss: true as const }) });
      const over = new AbortController();
      const given = stager.stage({ size, open: () => pieces(randomBytes(size)), signal: over.signal });
      if (!isSmall) await untilStruck(team.url);
      over.abort(new Error('no longer ours'));
      await expect(given).rejects.toThrow();
      await team.plan();
      expect(await committed(team, await stage(stager, randomBytes(size)))).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});

describe('small files', () => {
  const FILES = Array.from({ length: 60 }, (_, index) => randomBytes(index === 0 ? 0 : 1000 + index));

  const stageAll = (stager: Stager): Promise<readonly Staged[]> =>
    Promise.all(FILES.map((bytes) => stage(stager, bytes)));

  async function allThere(team: Team, all: readonly Staged[]): Promise<void> {
    for (const [index, staged] of all.entries()) {
      expect(await committed(team, staged, `/${index}`)).toBe(contentHash(FILES[index] ?? Buffer.alloc(0)));
    }
  }

  it('travel together: 60 files in two calls', async () => {
    const team = await startTeam();
    await stageAll(stagerOf(team));
    expect(await team.routes()).toEqual([
      'files/upload_session/start_batch',
      'files/upload_session/append_batch',
    ]);
  });

  it('do not wait for others where there are none: one file, one call, at once', async () => {
    const team = await startTeam();
    await stage(stagerOf(team), randomBytes(1000));
    expect(await team.routes()).toEqual(['files/upload_session/start']);
  });

  it('fill calls of the chunk’s size, and take sessions from the stock', async () => {
    const team = await startTeam();
    const stager = stagerOf(team);
    await Promise.all(Array.from({ length: 12 }, () => stage(stager, randomBytes(MIB))));
    const routes = await team.routes();
    expect(routes.filter((route) => route.endsWith('append_batch'))).toHaveLength(3);
    expect(routes.filter((route) => route.endsWith('start_batch')).length).toBeLessThanOrEqual(3);
  });

  it('goes with others though each comes alone, where they come fast', async () => {
    const team = await startTeam();
    const stager = stagerOf(team);
    const all: Promise<Staged>[] = [];
    for (let file = 0; file < 40; file += 1) {
      all.push(stage(stager, randomBytes(100)));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(all);
    const calls = (await team.routes()).filter((route) => /append_batch$|session\/start$/.test(route));
    expect(calls.length).toBeLessThan(20);
  });

  it.each([
    ['an answer that is lost', { kind: 'reset-after' }],
    ['a call that never came', { kind: 'reset-before' }],
    ['a part that is kept', { kind: 'partial-append', bytes: 5000 }],
    ['a part that ends with a file', { kind: 'partial-append', bytes: 1001 }],
    ['503', { kind: 'status', code: 503 }],
    ['429', { kind: 'rate-limited', retryAfter: 1 }],
    ['write contention', { kind: 'write-contention' }],
    ['an expired token', { kind: 'expired-token' }],
    ['sessions that are gone', { kind: 'entry-error', tags: ['not_found'], entries: 2 }],
    ['sessions that are closed', { kind: 'entry-error', tags: ['closed'], entries: 1 }],
    ['an offset before the bytes', { kind: 'entry-error', tags: ['incorrect_offset'], correctOffset: 0 }],
    ['an offset beyond the bytes', { kind: 'entry-error', tags: ['incorrect_offset'], correctOffset: 9999 }],
    ['a bit that flips', { kind: 'bit-flip' }],
  ])('outlive %s', async (what, effect) => {
    const team = await startTeam();
    await team.plan({ route: 'append_batch', times: 1, effect });
    const all = await stageAll(new Stager(team.renewing.sessions, memory()));
    await team.plan();
    if (what === 'sessions that are closed') {
      // The answer claims what is not so; the commit tells, and nothing wrong comes into place.
      expect(await committed(team, all[0] as Staged, '/0')).toContain('lookup_failed');
      await allThere(team, []);
    } else await allThere(team, all);
  });

  it('outlive a lost answer of the call that opens sessions', async () => {
    const team = await startTeam();
    await team.plan({ route: 'start_batch', times: 1, effect: { kind: 'reset-after' } });
    const all = await stageAll(stagerOf(team));
    expect(all).toHaveLength(FILES.length);
    await allThere(team, all);
  });

  it('are sent again when a bit flips on the way, and that is told', async () => {
    const repeats: Repeat[] = [];
    const team = await startTeam({}, (repeat) => repeats.push(repeat));
    await team.plan({ route: 'session/start$', times: 2, effect: { kind: 'bit-flip' } });
    const bytes = randomBytes(5000);
    expect(await committed(team, await stage(stagerOf(team), bytes))).toBe(contentHash(bytes));
    expect(repeats).toMatchObject([
      { route: 'files/upload_session/start', damaged: true, attempt: 1 },
      { route: 'files/upload_session/start', damaged: true, attempt: 2 },
    ]);
  });

  it('fail for a retry where bits flip every time', async () => {
    const team = await startTeam();
    await team.plan({ route: 'session/start$', effect: { kind: 'bit-flip' } });
    const error = await rejectsWithCode(stage(stagerOf(team), randomBytes(100)), 'DROPBOX_ROUTE_ERROR');
    expect(dropboxVerdict(error)).toEqual({ kind: 'retry', code: 'CONTENT_MISMATCH' });
  });
});

describe('large files', () => {
  const bytes = randomBytes(6 * CHUNK + 17);

  it.each([
    ['an answer that is lost', 'append_v2', { kind: 'reset-after' }],
    ['a chunk that never came', 'append_v2', { kind: 'reset-before' }],
    ['a start whose answer is lost', 'session/start', { kind: 'reset-after' }, 1],
    ['503', 'append_v2', { kind: 'status', code: 503 }],
    ['429', 'append_v2', { kind: 'rate-limited', retryAfter: 1 }],
    ['write contention', 'append_v2', { kind: 'write-contention' }],
    ['a token that expires in the middle', 'append_v2', { kind: 'expired-token' }],
    ['a bit that flips', 'append_v2', { kind: 'bit-flip' }],
    ['a session that is gone', 'append_v2', { kind: 'route-error', tags: ['not_found'] }],
  ])('outlive %s: the bytes are there once', async (_, route, effect, every = 2) => {
    const team = await startTeam();
    await team.plan({ route, every, times: 1, effect });
    const staged = await stage(new Stager(team.renewing.sessions, memory()), bytes);
    await team.plan();
    expect(await committed(team, staged)).toBe(contentHash(bytes));
  });

  it('go on at the last acknowledged byte: what is there is not sent again', async () => {
    const team = await startTeam();
    const journal = new Journal();
    const stager = stagerOf(team);
    async function* dying(): AsyncGenerator<Uint8Array, void> {
      for await (const piece of pieces(bytes.subarray(0, 4 * CHUNK + 5))) yield piece;
      // The process dies when what was read before is acknowledged.
      await expect.poll(() => journal.saved?.acknowledged).toBe(4 * CHUNK);
      throw new Error('killed');
    }
    const order = { size: bytes.length, journal };
    await expect(stager.stage({ ...order, open: dying })).rejects.toThrow('killed');
    const before = (await team.routes()).length;
    const result = await stagerOf(team).stage({ ...order, open: () => pieces(bytes) });
    expect((await team.routes()).slice(before)).toEqual(Array(3).fill('files/upload_session/append_v2'));
    if (result.kind !== 'staged') throw new TypeError('the source is whole');
    expect(result.staged.session).toBe(journal.saved?.session);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(result.staged).toMatchObject({ contentHash: contentHash(bytes), sha256 });
    expect(await committed(team, result.staged)).toBe(contentHash(bytes));
  });

  it('go on wherever they were stopped, however often', async () => {
    const team = await startTeam();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 4 }), async (stops) => {
        const journal = new Journal();
        const order = { size: bytes.length, journal };
        for (const stop of stops) {
          async function* stopping(): AsyncGenerator<Uint8Array, void> {
            for await (const piece of pieces(bytes.subarray(0, stop))) yield piece;
            throw new Error('stopped');
          }
          await expect(stagerOf(team).stage({ ...order, open: stopping })).rejects.toThrow('stopped');
        }
        const result = await stagerOf(team).stage({ ...order, open: () => pieces(bytes) });
        if (result.kind !== 'staged') throw new TypeError('the source is whole');
        expect(await committed(team, result.staged, `/${journal.saved?.session}`)).toBe(contentHash(bytes));
      }),
      { numRuns: 8 },
    );
  });

  async function interrupted(team: Team, journal: Journal): Promise<void> {
    async function* dying(): AsyncGenerator<Uint8Array, void> {
      for await (const piece of pieces(bytes.subarray(0, 3 * CHUNK + 5))) yield piece;
      await expect.poll(() => journal.saved?.acknowledged).toBe(3 * CHUNK);
      throw new Error('killed');
    }
    const order = { size: bytes.length, journal, open: dying };
    await expect(stagerOf(team).stage(order)).rejects.toThrow('killed');
  }

  it('begin anew where the source is no longer what it was', async () => {
    const team = await startTeam();
    const journal = new Journal();
    await interrupted(team, journal);
    const first = journal.saved?.session;
    const changed = Buffer.from(bytes).fill(7, 0, 10);
    const result = await stagerOf(team).stage({ size: bytes.length, journal, open: () => pieces(changed) });
    if (result.kind !== 'staged') throw new TypeError('the source is whole');
    expect(result.staged.session).not.toBe(first);
    expect(await committed(team, result.staged)).toBe(contentHash(changed));
  });

  it('begin anew where the session is gone or near its end', async () => {
    const team = await startTeam();
    for (const days of [6.5, 8]) {
      const journal = new Journal();
      await interrupted(team, journal);
      const first = journal.saved?.session;
      const later = days * 86_400_000;
      await team.admin('POST', 'clock', { advanceMs: later });
      const now = days > 7 ? Date.now : (): number => Date.now() + later;
      const stager = new Stager(team.client.sessions, memory(), { now });
      const result = await stager.stage({ size: bytes.length, journal, open: () => pieces(bytes) });
      if (result.kind !== 'staged') throw new TypeError('the source is whole');
      expect(result.staged.session).not.toBe(first);
      expect(await committed(team, result.staged, `/${days}`)).toBe(contentHash(bytes));
    }
  });

  it('that were closed before the crash are hashed again and not sent', async () => {
    const team = await startTeam();
    const journal = new Journal();
    const order = { size: bytes.length, journal, open: () => pieces(bytes) };
    const first = await stagerOf(team).stage(order);
    const before = (await team.routes()).length;
    const again = await stagerOf(team).stage(order);
    expect(again).toEqual(first);
    // The last chunk is sent again: only Dropbox knows whether it came.
    expect((await team.routes()).length - before).toBe(1);
    if (again.kind !== 'staged') throw new TypeError('the source is whole');
    expect(await committed(team, again.staged)).toBe(contentHash(bytes));
  });

  it('hold no more than their buffers, however large they are', async () => {
    const team = await startTeam();
    const chunks = 60;
    const chunk = randomBytes(CHUNK);
    async function* long(): AsyncGenerator<Uint8Array, void> {
      for (let sent = 0; sent < chunks; sent += 1) {
        await Promise.resolve();
        yield chunk;
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    await stagerOf(team).stage({ size: chunks * CHUNK, open: long });
    clearInterval(timer);
    // Four buffers of ours, and what the emulator in this process holds, not yet collected, of the bodies that it took in.
    expect(most - before).toBeLessThan((chunks / 2) * CHUNK);
  });
});

describe('the gate', () => {
  it('settles below what Dropbox takes, after few refusals', async () => {
    const team = await startTeam();
    const rule = { route: 'session/start$', above: { calls: 20, perMs: 1000 } };
    // A slow machine may stay below that by itself.
    await team.plan({ ...rule, mayMiss: true, effect: { kind: 'rate-limited', retryAfter: 1 } });
    const { sessions } = team.client;
    const sending = Array.from({ length: 60 }, () => sessions.startClosed(randomBytes(10)));
    expect((await Promise.all(sending)).filter((id) => id !== '')).toHaveLength(60);
    const { calls } = await team.admin<{ calls: number }>('GET', 'calls/summary');
    expect(calls).toBeLessThan(110);
  });

  it('holds every call back for as long as a refusal asks', async () => {
    const team = await startTeam();
    await team.plan({ route: 'session/start$', times: 1, effect: { kind: 'rate-limited', retryAfter: 300 } });
    await rejectsWithCode(team.client.sessions.startClosed(randomBytes(10)), 'DROPBOX_RATE_LIMITED');
    const error = await rejectsWithCode(team.client.look('/a'), 'DROPBOX_RATE_LIMITED');
    expect(dropboxVerdict(error)).toMatchObject({ kind: 'outage', code: 'DROPBOX_RATE_LIMITED' });
    expect(await team.routes()).toHaveLength(1);
  });
});

describe('a session that is appended to in order', () => {
  it.each([
    ['in the middle', false],
    ['at its end', true],
  ])('gets the rest of a piece of which the connection kept a part, %s', async (_, close) => {
    const team = await startTeam();
    const [session = ''] = await team.client.sessions.startBatch(1);
    const bytes = randomBytes(1000);
    const effect = { kind: 'partial-append', bytes: 300 };
    await team.plan({ route: 'append_v2', times: 2, effect });
    await team.client.sessions.append({ session, offset: 0, close }, bytes);
    await team.plan();
    if (!close) await team.client.sessions.append({ session, offset: 1000, close: true }, Buffer.alloc(0));
    const staged = { session, size: 1000, startedMs: 0, contentHash: '', sha256: '', damagedSends: 0 };
    expect(await committed(team, staged)).toBe(contentHash(bytes));
  });

  it('does not take bytes that belong elsewhere for its own', async () => {
    const team = await startTeam();
    const [session = ''] = await team.client.sessions.startBatch(1);
    const { sessions } = team.client;
    await sessions.append({ session, offset: 0, close: false }, randomBytes(100));
    await rejectsWithCode(
      sessions.append({ session, offset: 200, close: false }, randomBytes(100)),
      'DROPBOX_ROUTE_ERROR',
    );
  });
});
