import { describe, expect, it, onTestFinished } from 'vitest';
import { DropboxConnections } from '@counterpart/connections';
import { DocumentId, FirmId, MatterId, VersionId, type EventData } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { Firms } from '@counterpart/service-defaults';
import type { VersionFiles } from '../src/archive-version/archive-version.ports.js';
import { keepVersion, type Keeping } from '../src/archive-version/keep-version.js';
import { DropboxVersions } from '../src/adapters/dropbox-versions.js';

const FIRM = FirmId.parse('hartwell');
const PLACE = '/Matters/2026-0001/Brief.pdf';
const ARCHIVE = '/Matters/2026-0001/_Archive';
const hashOf = (text: string): string => contentHash(Buffer.from(text));

type Plan = EventData<'VersionArchivePlanned'>;

/** A firm’s Dropbox with version 1 of one document in place. */
async function startScene() {
  const { url, close } = await startDropboxEmulator();
  onTestFinished(close);
  const connections = new DropboxConnections(
    new Firms([
      {
        firm: FIRM,
        clio: { baseUrl: url, downloadOrigins: [url], grant: { accessToken: 'fake' }, webhookUrl: url },
        dropbox: { apiUrl: url, contentUrl: url, grant: { accessToken: 'fake-dropbox-access-token' } },
        alerts: [],
        quotas: {},
      },
    ]),
  );
  const { client } = await connections.of(FIRM);
  const session = await client.sessions.startClosed(Buffer.from('first'));
  const entry = { session, offset: 5, path: PLACE, replaces: null, clientModified: null };
  const [committed] = await client.finishBatch([entry]);
  if (committed?.kind !== 'committed') throw new Error('version 1 is not in place');
  const plan: Plan = {
    document: DocumentId.parse('501'),
    matter: MatterId.parse('77'),
    version: { id: VersionId.parse('9001'), number: 1 },
    counterpart: committed.file.id,
    rev: committed.file.rev,
    size: 5,
    contentHash: hashOf('first'),
    to: { folder: ARCHIVE, name: 'Brief_v1_20260501.pdf', disambiguated: false },
    policyVersion: 1,
  };
  const admin = (method: string, path: string, body?: string): Promise<Response> =>
    fetch(`${url}/_emulator/${path}`, { method, ...(body === undefined ? {} : { body }) });
  const edit = async (path: string, text: string): Promise<void> => {
    await admin('PUT', `file?path=${encodeURIComponent(path)}`, text);
  };
  return {
    files: new DropboxVersions(connections),
    plan,
    edit,
    remove: (path: string) => admin('DELETE', `file?path=${encodeURIComponent(path)}`),
    faults: (...rules: readonly object[]) => admin('PUT', 'faults', JSON.stringify({ rules })),
    /** Files by path, told by what their content is. */
    tree: async (): Promise<Readonly<Record<string, string>>> => {
      const lines = (await (await admin('GET', 'tree')).text()).trim().split('\n').filter(Boolean);
      const entries = lines.map(
        (line) => JSON.parse(line) as { type: string; path_display: string; content_hash: string },
      );
      const files = entries.filter(({ type }) => type === 'file');
      return Object.fromEntries(
        files.map((file) => [file.path_display, TEXTS.get(file.content_hash) ?? 'unknown']),
      );
    },
  };
}

/** Looks, and keeps what it saw. */
const keep = async (files: VersionFiles, plan: Plan): Promise<Keeping | undefined> => {
  const seen = await files.look(FIRM, plan.counterpart);
  return keepVersion(files, FIRM, { plan, seen, signal: new AbortController().signal });
};

const TEXTS = new Map(
  ['first', 'edited by hand', 'edited again', 'something else'].map((text) => [hashOf(text), text]),
);
const EDITED = `${ARCHIVE}/Brief_edited_${hashOf('edited by hand').slice(0, 8)}.pdf`;

describe('a prior version', () => {
  it('is copied beside the current file, which stays as it is', async () => {
    const { files, plan, tree } = await startScene();
    expect(await keep(files, plan)).toMatchObject({
      how: 'copied',
      kept: { path: `${ARCHIVE}/Brief_v1_20260501.pdf`, contentHash: hashOf('first') },
      current: { rev: plan.rev },
      handEdit: null,
    });
    expect(await tree()).toEqual({ [PLACE]: 'first', [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first' });
  });

  it('asked for again is recognised, not doubled', async () => {
    const { files, plan, tree } = await startScene();
    await keep(files, plan);
    const before = await tree();
    expect(await keep(files, plan)).toMatchObject({ how: 'recognised' });
    expect(await tree()).toEqual(before);
  });

  it('takes another name where somebody’s file has its own', async () => {
    const { files, plan, edit, tree } = await startScene();
    await edit(`${ARCHIVE}/Brief_v1_20260501.pdf`, 'something else');
    await keep(files, plan);
    expect(await tree()).toEqual({
      [PLACE]: 'first',
      [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'something else',
      [`${ARCHIVE}/Brief_v1_20260501 (501).pdf`]: 'first',
    });
  });

  it('that was edited by hand comes from the history, and the edit is a file of its own', async () => {
    const { files, plan, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    expect(await keep(files, plan)).toMatchObject({
      how: 'recovered',
      handEdit: { path: EDITED, contentHash: hashOf('edited by hand') },
      current: { contentHash: hashOf('edited by hand') },
    });
    expect(await tree()).toEqual({
      [PLACE]: 'edited by hand',
      [EDITED]: 'edited by hand',
      [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first',
    });
  });

  it('that was deleted by hand is told as unavailable: Dropbox shows the history of no deleted file by its revision', async () => {
    const { files, plan, remove, tree } = await startScene();
    await remove(PLACE);
    expect(await keep(files, plan)).toMatchObject({ how: 'unavailable', current: null });
    expect(await tree()).toEqual({});
  });

  it('whose history is gone is told as unavailable, and nothing is put under its name', async () => {
    const { files, plan, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    const gone = { ...plan, rev: '0123456789abcdef0123' };
    expect(await keep(files, gone)).toMatchObject({ how: 'unavailable', kept: null });
    expect(await tree()).toEqual({ [PLACE]: 'edited by hand', [EDITED]: 'edited by hand' });
  });

  it('of other bytes than the trail says is never taken for it', async () => {
    const { files, plan, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    const other = { ...plan, contentHash: hashOf('something else') };
    expect(await keep(files, other)).toMatchObject({ how: 'unavailable', kept: null });
    expect(Object.values(await tree())).toEqual(['edited by hand', 'edited by hand']);
  });

  it('whose copy’s answer is lost is found where it lies', async () => {
    const { files, plan, faults, tree } = await startScene();
    await faults({ route: 'copy_v2', times: 1, effect: { kind: 'reset-after' } });
    expect(await keep(files, plan)).toMatchObject({ how: 'recognised' });
    expect(Object.keys(await tree())).toHaveLength(2);
  });
});

/** Dies at one call, before or after its effect. */
function mortal(files: VersionFiles, dies: { readonly at: number; readonly after: boolean }): VersionFiles {
  let calls = 0;
  const mortally = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls === dies.at && !dies.after) throw new Error('killed');
    const result = await call();
    if (calls === dies.at) throw new Error('killed');
    return result;
  };
  return {
    look: (...args) => mortally(() => files.look(...args)),
    copy: (...args) => mortally(() => files.copy(...args)),
    move: (...args) => mortally(() => files.move(...args)),
    recover: (...args) => mortally(() => files.recover(...args)),
    verdictOf: (error) => files.verdictOf(error),
  };
}

describe('a crash at any call', () => {
  const crashes = Array.from({ length: 9 }, (_, index) => index + 1).flatMap((at) => [
    { at, after: false },
    { at, after: true },
  ]);

  it.each(crashes)(
    'number $at (after its effect: $after) leaves what a second try completes, nothing twice',
    async (dies) => {
      const { files, plan, edit, tree } = await startScene();
      await edit(PLACE, 'edited by hand');
      await keep(mortal(files, dies), plan).catch(() => undefined);
      expect(await keep(files, plan)).toMatchObject({ handEdit: { path: EDITED } });
      expect(await tree()).toEqual({
        [PLACE]: 'edited by hand',
        [EDITED]: 'edited by hand',
        [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first',
      });
    },
  );
});

describe('a hand edit between the look and the copy', () => {
  it('is told apart by its content: the version and the edit each get their own name', async () => {
    const { files, plan, edit, tree } = await startScene();
    const racing: VersionFiles = {
      look: (...args) => files.look(...args),
      copy: async (...args) => {
        await edit(PLACE, 'edited by hand');
        return files.copy(...args);
      },
      move: (...args) => files.move(...args),
      recover: (...args) => files.recover(...args),
      verdictOf: (error) => files.verdictOf(error),
    };
    expect(await keep(racing, plan)).toBeUndefined();
    expect(await keep(files, plan)).toMatchObject({
      how: 'recovered',
      handEdit: { path: EDITED },
    });
    expect(await tree()).toEqual({
      [PLACE]: 'edited by hand',
      [EDITED]: 'edited by hand',
      [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first',
    });
  });
});
