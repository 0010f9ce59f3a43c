import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixedToken } from '@counterpart/access-tokens';
import { rejectsWithCode } from '@counterpart/testing';
import { contentHash, DropboxClient, dropboxVerdict, Stager, StagingMemory } from '../src/index.js';
import { BufferSet } from '../src/staging/chunks.js';
import { stageLargeFile } from '../src/staging/large-file.js';
import { startTeam } from './team.js';

const BLOCK = 4 * 1024 * 1024;
const BUFFERS = 2;

/** A Dropbox that answers every call with the same. */
async function hostAnswering(answer: object): Promise<DropboxClient> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new DropboxClient({ apiUrl: url, contentUrl: url, token: fixedToken('fake-dropbox-token') });
}

const stagerOf = ({ sessions }: DropboxClient): Stager =>
  new Stager(sessions, new StagingMemory({ chunkBytes: BLOCK, memoryBytes: 32 * BLOCK, readsAtOnce: 8 }));

const stageSmall = (stager: Stager, bytes: Uint8Array) =>
  stager.stage({
    size: bytes.length,
    async *open() {
      await Promise.resolve();
      yield bytes;
    },
  });

describe('a large file whose source is no longer what was staged of it before', () => {
  it('leaves all buffers behind for the next one', async () => {
    const { client } = await startTeam();
    const buffers = new BufferSet(BUFFERS, BLOCK);
    const bytes = randomBytes(2 * BLOCK + 5);
    async function* open(): AsyncGenerator<Uint8Array, void> {
      await Promise.resolve();
      yield bytes;
    }
    for (let file = 0; file < BUFFERS + 1; file += 1) {
      const before = {
        session: 'of-before',
        startedMs: Date.now(),
        acknowledged: BLOCK,
        prefixHash: 'other',
      };
      const journal = { load: () => Promise.resolve(before), save: () => Promise.resolve() };
      const staged = { contentHash: contentHash(bytes) };
      expect(
        await stageLargeFile({
          sessions: client.sessions,
          size: bytes.length,
          open,
          buffers,
          journal,
          now: Date.now,
        }),
      ).toMatchObject({ kind: 'staged', staged });
    }
  });
});

describe('an answer of fewer than were asked for', () => {
  it('is no answer: the files whose sessions are missing are judged like any that failed', async () => {
    const client = await hostAnswering({ session_ids: ['only-one'] });
    await rejectsWithCode(client.sessions.startBatch(2), 'DROPBOX_ANSWER_INVALID');
    const stager = stagerOf(client);
    const failed = await Promise.allSettled([1, 2, 3].map((size) => stageSmall(stager, randomBytes(size))));
    expect(failed.map((one) => (one.status === 'rejected' ? dropboxVerdict(one.reason) : one.value))).toEqual(
      Array(3).fill({ kind: 'retry', code: 'DROPBOX_ANSWER_INVALID' }),
    );
  });

  it('does not tell that folders stand', async () => {
    const client = await hostAnswering({ '.tag': 'complete', entries: [{ '.tag': 'success' }] });
    await rejectsWithCode(client.createFolders(['/a', '/a/b']), 'DROPBOX_ANSWER_INVALID');
  });
});

describe('a file of a pack that is sent again by itself', () => {
  it.each([
    ['in a new session', { tags: ['not_found'] }, 'session/start$'],
    ['from where Dropbox has it', { tags: ['incorrect_offset'], correctOffset: 0 }, 'append_v2'],
  ])('tells of the bits that flip then, %s', async (_, what, route) => {
    const team = await startTeam();
    const flip = { route, times: 1, effect: { kind: 'bit-flip' } };
    const lost = { route: 'append_batch', times: 1, effect: { kind: 'entry-error', entries: 1, ...what } };
    await team.plan(lost, flip);
    const stager = stagerOf(team.client);
    const [first, second] = await Promise.all(
      [1000, 2000].map((size) => stageSmall(stager, randomBytes(size))),
    );
    expect(first).toMatchObject({ kind: 'staged', staged: { damagedSends: 1 } });
    expect(second).toMatchObject({ kind: 'staged', staged: { damagedSends: 0 } });
  });
});
