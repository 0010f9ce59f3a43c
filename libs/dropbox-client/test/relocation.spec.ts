import { describe, expect, it } from 'vitest';
import { rejectsWithCode } from '@counterpart/testing';
import { contentHash, type DropboxFile } from '../src/index.js';
import { startTeam, type Team } from './team.js';

async function put({ client }: Team, path: string, bytes: string): Promise<DropboxFile> {
  const session = await client.sessions.startClosed(Buffer.from(bytes));
  const entry = { session, offset: bytes.length, path, replaces: null, clientModified: null };
  const [result] = await client.finishBatch([entry]);
  if (result?.kind !== 'committed') throw new Error(`${path} was not put`);
  return result.file;
}

async function bytesOf({ client }: Team, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of client.download(path)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a relocation', () => {
  it('by id moves a file: id and bytes stay, the old place is empty', async () => {
    const team = await startTeam();
    const file = await put(team, '/A/Brief.pdf', 'brief');
    const result = await team.client.relocate('move', file.id, '/B/Brief.pdf');
    expect(result).toMatchObject({
      kind: 'relocated',
      entry: { kind: 'file', id: file.id, path: '/B/Brief.pdf' },
    });
    expect(await team.client.look('/A/Brief.pdf')).toEqual({ kind: 'nothing' });
    expect(await bytesOf(team, file.id)).toBe('brief');
  });

  it('copies with the same content hash, and the original stays as it is', async () => {
    const team = await startTeam();
    const file = await put(team, '/A/Brief.pdf', 'brief');
    const result = await team.client.relocate('copy', file.id, '/A/_Archive/Brief_v1.pdf');
    expect(result).toMatchObject({ entry: { contentHash: contentHash(Buffer.from('brief')) } });
    expect(await team.client.look('/A/Brief.pdf')).toEqual(file);
  });

  it('replaces nothing that lies at the target', async () => {
    const team = await startTeam();
    const file = await put(team, '/A/Brief.pdf', 'brief');
    await put(team, '/B/Brief.pdf', 'other');
    expect(await team.client.relocate('copy', file.id, '/B/Brief.pdf')).toEqual({
      kind: 'failed',
      tags: ['to', 'conflict', 'file'],
    });
    expect(await bytesOf(team, '/B/Brief.pdf')).toBe('other');
  });

  it('moves a folder with all that lies below it', async () => {
    const team = await startTeam();
    const file = await put(team, '/A/Deep/Brief.pdf', 'brief');
    expect(await team.client.relocate('move', '/A', '/B')).toMatchObject({
      kind: 'relocated',
      entry: { kind: 'folder', path: '/B' },
    });
    expect(await team.client.look(file.id)).toMatchObject({ path: '/B/Deep/Brief.pdf' });
  });

  it('of what is gone says so', async () => {
    const team = await startTeam();
    expect(await team.client.relocate('move', '/None', '/B')).toEqual({
      kind: 'failed',
      tags: ['from_lookup', 'not_found'],
    });
  });

  it('whose answer was lost finds its own doing in the way', async () => {
    const team = await startTeam();
    const file = await put(team, '/A/Brief.pdf', 'brief');
    await team.plan({ route: 'copy_v2', times: 1, effect: { kind: 'reset-after' } });
    const result = await team.client.relocate('copy', file.id, '/B/Brief.pdf');
    expect(result.kind === 'failed' ? result.tags : []).toContain('conflict');
    expect(await bytesOf(team, '/B/Brief.pdf')).toBe('brief');
  });
});

describe('a removal', () => {
  it('takes away the revision that was looked at, and says when it is gone already', async () => {
    const team = await startTeam();
    const { path, rev } = await put(team, '/A/Brief.pdf', 'brief');
    expect(await team.client.remove(path, rev)).toBe('removed');
    expect(await team.client.look(path)).toEqual({ kind: 'nothing' });
    expect(await team.client.remove(path, rev)).toBe('gone');
  });

  it('leaves what somebody changed since', async () => {
    const team = await startTeam();
    const { path, rev } = await put(team, '/A/Brief.pdf', 'brief');
    const session = await team.client.sessions.startClosed(Buffer.from('edited'));
    const entry = { session, offset: 6, path, replaces: rev, clientModified: null };
    await team.client.finishBatch([entry]);
    expect(await team.client.remove(path, rev)).toBe('changed');
    expect(await bytesOf(team, path)).toBe('edited');
  });
});

describe('a download', () => {
  it('of an earlier revision gives the bytes of that revision', async () => {
    const team = await startTeam();
    const before = await put(team, '/A/Brief.pdf', 'first');
    const session = await team.client.sessions.startClosed(Buffer.from('second'));
    const entry = { session, offset: 6, path: '/A/Brief.pdf', replaces: before.rev, clientModified: null };
    await team.client.finishBatch([entry]);
    expect(await bytesOf(team, `rev:${before.rev}`)).toBe('first');
    expect(await bytesOf(team, '/A/Brief.pdf')).toBe('second');
  });

  it('that breaks off is never taken for the whole file', async () => {
    const team = await startTeam();
    const file = await put(team, '/A/Brief.pdf', 'a brief of some length');
    await team.plan({ route: 'download', effect: { kind: 'truncate-body', bytes: 5 } });
    await rejectsWithCode(bytesOf(team, file.id), 'DROPBOX_UNREACHABLE');
  });

  it('outlives a token that expired', async () => {
    const team = await startTeam();
    await put(team, '/A/Brief.pdf', 'brief');
    await team.plan({ route: 'download', times: 1, effect: { kind: 'expired-token' } });
    const chunks: Uint8Array[] = [];
    for await (const chunk of team.renewing.download('/A/Brief.pdf')) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('brief');
  });

  it('of what is gone is refused by a code', async () => {
    const team = await startTeam();
    await rejectsWithCode(bytesOf(team, '/None'), 'DROPBOX_ROUTE_ERROR');
  });
});
