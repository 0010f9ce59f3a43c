import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VersionId, type Event, type EventName } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { eventually } from '@counterpart/testing';
import { CHUNK, routed, startScene, type ClioFile, type Scene, type Uploader } from './scene.js';

type Told<Name extends EventName> = Extract<Event, { readonly name: Name }>;

/** Events of one type in a document’s story. */
async function told<Name extends EventName>(scene: Scene, file: ClioFile, name: Name): Promise<Told<Name>[]> {
  const isOf = (event: Event): event is Told<Name> => event.name === name;
  return (await scene.story(file)).filter(isOf);
}

async function staged(
  scene: Scene,
  uploader: Uploader,
  files: readonly ClioFile[],
): Promise<readonly Event<'DocumentStaged'>[]> {
  const verdicts = await Promise.all(files.map((file) => uploader.stage(routed(file))));
  expect(verdicts.map(({ kind }) => kind)).toEqual(files.map(() => 'done'));
  return Promise.all(files.map(async (file) => (await told(scene, file, 'DocumentStaged')).at(-1)!));
}

const placeOf = ({ document }: ClioFile): string => `/Matters/Reyes/${document}.bin`;

/** Every document lies at its place, byte for byte, and nothing else lies anywhere. */
async function mirroredExactly(scene: Scene, files: readonly ClioFile[]): Promise<void> {
  const expected = new Map(files.map((file) => [placeOf(file), contentHash(file.bytes)]));
  expect(await scene.tree()).toEqual(expected);
  for (const file of files) {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    expect(await told(scene, file, 'DocumentMirrored')).toMatchObject([{ data: { sha256 } }]);
  }
}

/** Clio’s object store is asked for bytes. */
const DOWNLOAD = { origin: 'downloads', method: 'GET' };

describe('the uploader', () => {
  it('mirrors documents of every size, empty ones too, in few calls', async () => {
    const scene = await startScene();
    const sizes = [0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7];
    const files = await Promise.all(sizes.map((size) => scene.addDocument(randomBytes(size))));
    const uploader = scene.uploader();
    const verdicts = await uploader.commit(await staged(scene, uploader, files));
    expect(verdicts.every(({ kind }) => kind === 'done')).toBe(true);
    await mirroredExactly(scene, files);
    expect((await scene.calls()).filter((route) => route.endsWith('finish_batch_v2'))).toHaveLength(1);
  });

  it('does nothing again when a record comes again', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100));
    const uploader = scene.uploader();
    const order = routed(file);
    expect(await uploader.stage(order)).toEqual({ kind: 'done' });
    const [event] = await told(scene, file, 'DocumentStaged');
    await uploader.commit([event!]);
    const before = (await scene.calls()).length;
    expect(await uploader.stage(order)).toMatchObject({ kind: 'skip' });
    expect(await uploader.commit([event!])).toMatchObject([{ kind: 'skip' }]);
    expect((await scene.calls()).length).toBe(before);
    await mirroredExactly(scene, [file]);
  });
});

describe('a commit', () => {
  async function three(scene: Scene) {
    const files = await Promise.all([1, 2, 3].map((size) => scene.addDocument(randomBytes(size * 100))));
    const uploader = scene.uploader();
    return { files, uploader, events: await staged(scene, uploader, files) };
  }

  it('whose answer is lost is looked for, and found', async () => {
    const scene = await startScene();
    const { files, uploader, events } = await three(scene);
    await scene.planDropbox({ route: 'finish_batch_v2', times: 1, effect: { kind: 'reset-after' } });
    const lost = await uploader.commit(events);
    expect(lost).toMatchObject([{ kind: 'outage' }, { kind: 'outage' }, { kind: 'outage' }]);
    const found = await uploader.commit(events);
    expect(found.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    await mirroredExactly(scene, files);
  });

  it.each([
    ['as 429', { kind: 'write-contention' }, 2],
    ['as 429 that asks to wait', { kind: 'write-contention', retryAfter: 1 }, 1],
    ['inside entries', { kind: 'entry-error', tags: ['too_many_write_operations'], entries: 2 }, 2],
    ['inside a path’s error', { kind: 'entry-error', tags: ['path', 'too_many_write_operations'] }, 1],
  ])('that meets another writer (%s) is repeated', async (_, effect, times) => {
    const scene = await startScene();
    const { files, uploader, events } = await three(scene);
    await scene.planDropbox({ route: 'finish_batch_v2', times, effect });
    const verdicts = await uploader.commit(events);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    await mirroredExactly(scene, files);
  });

  it('that meets another writer again and again waits as an outage; what was committed is done', async () => {
    const scene = await startScene();
    const { files, uploader, events } = await three(scene);
    const effect = { kind: 'entry-error', tags: ['too_many_write_operations'], entries: 1 };
    await scene.planDropbox({ route: 'finish_batch_v2', effect });
    const verdicts = await uploader.commit(events);
    expect(verdicts).toMatchObject([
      { kind: 'outage', code: 'DROPBOX_WRITE_CONTENTION' },
      { kind: 'done' },
      { kind: 'done' },
    ]);
    await scene.planDropbox();
    expect(await uploader.commit(events)).toMatchObject([
      { kind: 'done' },
      { kind: 'skip' },
      { kind: 'skip' },
    ]);
    await mirroredExactly(scene, files);
  });

  it.each([
    ['disallowed_name', 'DROPBOX_PATH_REFUSED'],
    ['malformed_path', 'DROPBOX_PATH_REFUSED'],
    ['no_write_permission', 'DROPBOX_FORBIDDEN'],
    ['restricted_content', 'DROPBOX_RESTRICTED'],
  ])('refused with %s is given up for that document alone', async (tag, code) => {
    const scene = await startScene();
    const { files, uploader, events } = await three(scene);
    const effect = { kind: 'entry-error', tags: ['path', tag], entries: 1 };
    await scene.planDropbox({ route: 'finish_batch_v2', times: 1, effect });
    expect(await uploader.commit(events)).toMatchObject([
      { kind: 'dead', code },
      { kind: 'done' },
      { kind: 'done' },
    ]);
    await mirroredExactly(scene, files.slice(1));
  });

  it('finds content that nobody may see: a conflict, and nothing is overwritten', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100));
    const uploader = scene.uploader();
    const events = await staged(scene, uploader, [file]);
    await scene.dropbox('PUT', `file?path=${placeOf(file)}`, 'what a court had taken down');
    const effect = { kind: 'route-error', tags: ['path', 'restricted_content'] };
    await scene.planDropbox({ route: 'get_metadata', effect });
    expect(await uploader.commit(events)).toEqual([{ kind: 'done' }]);
    expect(await told(scene, file, 'PlacementConflictFound')).toMatchObject([
      { data: { found: 'file', foundRev: null, foundContentHash: null } },
    ]);
    expect([...(await scene.tree()).values()]).not.toContain(contentHash(file.bytes));
  });

  it.each([
    ['not_found', {}],
    ['closed', {}],
    ['not_closed', {}],
    ['incorrect_offset', { correctOffset: 0 }],
    ['incorrect_offset', { correctOffset: 50 }],
    ['incorrect_offset', { correctOffset: 5000 }],
  ])('whose session answers %s %o has the document staged again', async (tag, offset) => {
    const scene = await startScene();
    const { files, uploader, events } = await three(scene);
    const effect = { kind: 'entry-error', tags: ['lookup_failed', tag], ...offset, entries: 1 };
    await scene.planDropbox({ route: 'finish_batch_v2', times: 1, effect });
    expect(await uploader.commit(events)).toEqual([{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }]);
    const [first] = files;
    expect(await told(scene, first!, 'StagingLost')).toMatchObject([
      { data: { reason: 'STAGING_LOST', left: null, attempt: 1 } },
    ]);
    await uploader.stage(routed(first!, { attempt: 2 }));
    const again = (await told(scene, first!, 'DocumentStaged')).at(-1);
    expect(await uploader.commit([again!])).toEqual([{ kind: 'done' }]);
    await mirroredExactly(scene, files);
  });

  it('of bytes that rotted in Dropbox is never taken for the document: reported, and replaced', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(1000));
    const uploader = scene.uploader();
    await scene.planDropbox({ route: 'session/start$', times: 1, effect: { kind: 'rot' } });
    await uploader.commit(await staged(scene, uploader, [file]));
    const [lost] = await told(scene, file, 'StagingLost');
    expect(lost).toMatchObject({ data: { reason: 'CONTENT_MISMATCH' } });
    const { left } = lost!.data;
    const order = routed(file, { attempt: 2, replaces: left!.rev, counterpart: left!.counterpart });
    expect(await uploader.stage(order)).toEqual({ kind: 'done' });
    const again = (await told(scene, file, 'DocumentStaged')).at(-1);
    expect(await uploader.commit([again!])).toEqual([{ kind: 'done' }]);
    await mirroredExactly(scene, [file]);
  });

  it('of a session that expired has the document staged again', async () => {
    const scene = await startScene();
    const { files, uploader, events } = await three(scene);
    await scene.dropbox('POST', 'clock', { advanceMs: 7 * 86_400_000 + 1000 });
    await uploader.commit(events);
    for (const file of files) expect(await told(scene, file, 'StagingLost')).toHaveLength(1);
    expect(await scene.tree()).toEqual(new Map());
  });
});

describe('bad luck on Clio’s side', () => {
  it.each([
    ['that is cut short once', 2, { 'truncate-body': { bytes: 70_000 } }],
    ['that breaks off once', 1, 'reset-before'],
    ['whose signed address has expired', 1, { status: { code: 403, body: {} } }],
    ['whose store is away for a moment', 2, { status: { code: 503, body: {} } }],
  ])('a download %s is taken up again', async (_, times, effect) => {
    const scene = await startScene();
    const files = await Promise.all([100_000, 2 * CHUNK].map((size) => scene.addDocument(randomBytes(size))));
    await scene.planClio({ match: DOWNLOAD, times, effect });
    const uploader = scene.uploader();
    const verdicts = await uploader.commit(await staged(scene, uploader, files));
    expect(verdicts).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    await mirroredExactly(scene, files);
  });

  it('a download that breaks off and whose signed address has expired meanwhile goes on under a fresh one', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(2 * CHUNK));
    await scene.planClio(
      { match: DOWNLOAD, times: 1, effect: { 'truncate-body': { bytes: CHUNK + 5 } } },
      { match: DOWNLOAD, every: 2, times: 1, effect: { status: { code: 403, body: {} } } },
    );
    const uploader = scene.uploader();
    expect(await uploader.commit(await staged(scene, uploader, [file]))).toEqual([{ kind: 'done' }]);
    await mirroredExactly(scene, [file]);
  });

  it('a bit that flips in a download, of which Clio gives no hash, goes unseen; one that is cut off is seen by its length', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100_000));
    await scene.planClio({ match: DOWNLOAD, times: 1, effect: 'bit-flip' });
    const uploader = scene.uploader();
    expect(await uploader.commit(await staged(scene, uploader, [file]))).toEqual([{ kind: 'done' }]);
    const [mirrored] = await told(scene, file, 'DocumentMirrored');
    const came = [...(await scene.tree()).values()];
    // Every hash on the trail is of the bytes that came.
    expect(mirrored).toMatchObject({ data: { size: 100_000, contentHash: came[0] } });
    expect(came).not.toEqual([contentHash(file.bytes)]);
  });

  it('a document that gets a new version while it is copied comes in the version that was wanted', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(2 * CHUNK));
    // The download breaks off, and the newer version is there before it goes on.
    await scene.planClio(
      { match: DOWNLOAD, times: 1, effect: { 'truncate-body': { bytes: CHUNK + 5 } } },
      { match: { origin: 'api', path: '/download' }, every: 2, times: 1, effect: 'hold' },
    );
    const uploader = scene.uploader();
    const staging = staged(scene, uploader, [file]);
    await eventually(async () => (await scene.clioStrikes()).every((strikes) => strikes === 1));
    await scene.addVersion(file, randomBytes(2 * CHUNK));
    await scene.planClio();
    expect(await uploader.commit(await staging)).toEqual([{ kind: 'done' }]);
    const { calls } = await scene.clio<{ calls: readonly Record<'method' | 'origin' | 'path', string>[] }>(
      'GET',
      'calls',
    );
    const broke = calls.findIndex(({ origin, method }) => origin === 'downloads' && method === 'GET');
    const came = calls.findLastIndex(({ method }) => method === 'PATCH');
    const wentOn = calls.findLastIndex(
      ({ origin, path }) => origin === 'api' && path.endsWith('/download.json'),
    );
    expect([broke, came, wentOn].toSorted((a, b) => a - b)).toEqual([broke, came, wentOn]);
    expect(new Set([broke, came, wentOn]).size).toBe(3);
    await mirroredExactly(scene, [file]);
  });

  it('a document that is always cut short is parked; nothing of it comes into place', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100_000));
    await scene.planClio({ match: DOWNLOAD, effect: { 'truncate-body': { bytes: 10 } } });
    expect(await scene.uploader().stage(routed(file))).toEqual({ kind: 'retry', code: 'SOURCE_TRUNCATED' });
    expect(await scene.story(file)).toEqual([]);
  });

  it.each([100, 2 * CHUNK])('a document of %i bytes that Clio announces wrongly is parked', async (size) => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(size));
    const order = routed(file, { version: { id: file.version, number: 1, size: size + 1 } });
    expect(await scene.uploader().stage(order)).toEqual({ kind: 'retry', code: 'SOURCE_TRUNCATED' });
  });

  it('a document that Clio does not give is told as missing once its record shows that it was deleted', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100));
    const order = routed(file);
    const absent = { status: { code: 404, body: {} } };
    await scene.planClio({ match: { path: '/documents/' }, effect: absent });
    expect(await scene.uploader().stage(order)).toEqual({ kind: 'retry', code: 'SOURCE_MISSING' });
    await scene.planClio({ match: { path: '/download' }, effect: absent });
    expect(await scene.uploader().stage(order)).toEqual({ kind: 'retry', code: 'SOURCE_MISSING' });
    expect(await scene.story(file)).toEqual([]);
    const at = '2026-05-01T10:00:00Z';
    const data = {
      id: Number(file.document),
      etag: '"x"',
      name: 'x',
      created_at: at,
      updated_at: at,
      deleted_at: at,
    };
    const match = { path: `/documents/${file.document}.json` };
    const trashed = { match, effect: { status: { code: 200, body: { data } } } };
    await scene.planClio({ match: { path: '/download' }, effect: absent }, trashed);
    expect(await scene.uploader().stage(order)).toMatchObject({ kind: 'done' });
    expect(await told(scene, file, 'SourceMissing')).toHaveLength(1);
  });

  it('a version that its document has no more is told as missing', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100));
    const order = routed(file, { version: { id: VersionId.parse('999999999'), number: 1, size: 100 } });
    expect(await scene.uploader().stage(order)).toMatchObject({ kind: 'done' });
    expect(await told(scene, file, 'SourceMissing')).toHaveLength(1);
  });

  it('one 404 of the object store is no evidence that Clio has the document no more', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(100));
    const absent = { status: { code: 404, body: {} } };
    await scene.planClio({ match: DOWNLOAD, times: 1, effect: absent });
    expect(await scene.uploader().stage(routed(file))).toEqual({ kind: 'done' });
    expect(await told(scene, file, 'DocumentStaged')).toHaveLength(1);
    const other = await scene.addDocument(randomBytes(100));
    await scene.planClio({ match: DOWNLOAD, effect: absent });
    expect(await scene.uploader().stage(routed(other))).toEqual({ kind: 'retry', code: 'SOURCE_MISSING' });
    expect(await scene.story(other)).toEqual([]);
  });
});

describe('a large document', () => {
  const SIZE = 10 * CHUNK + 99;

  /** Stages until Dropbox holds some of it, then the work is given up: it says nothing to anybody. */
  async function givenUpHalfway(scene: Scene, order: Event<'DocumentRouted'>): Promise<void> {
    const killed = new AbortController();
    await scene.planDropbox({ route: 'append_v2', every: 6, effect: { kind: 'latency', ms: 60_000 } });
    const staging = scene.uploader().stage(order, killed.signal);
    await expect.poll(() => acknowledged(scene, order)).toBeGreaterThanOrEqual(4 * CHUNK);
    killed.abort(new Error('killed'));
    await staging.catch(() => undefined);
    // What was under way arrives in Dropbox all the same, except what is held up.
    await expect.poll(() => underWay(scene)).toBe(0);
    await scene.planDropbox();
  }

  /** Appends that Dropbox has taken up and not ended, without those that the plan holds up. */
  async function underWay(scene: Scene): Promise<number> {
    const { rules } = await scene.dropbox<{ rules: { matched: number; struck: number }[] }>('GET', 'faults');
    const [rule] = rules;
    return (
      (rule?.matched ?? 0) -
      (rule?.struck ?? 0) -
      (await scene.calls()).filter((route) => route.endsWith('append_v2')).length
    );
  }

  async function acknowledged(scene: Scene, order: Event<'DocumentRouted'>): Promise<number> {
    const sql = 'select acknowledged from uploader.staging_progress where routed = $1';
    const { rows } = await scene.store.transact(
      ({ client }) => client.query<{ acknowledged: string }>(sql, [order.id]),
      { firm: scene.firm },
    );
    return Number(rows[0]?.acknowledged ?? 0);
  }

  it('goes on at the last acknowledged byte when another process takes it over', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(SIZE));
    const order = routed(file);
    await givenUpHalfway(scene, order);
    const sent = await acknowledged(scene, order);
    const before = (await scene.calls()).length;
    const heir = scene.uploader();
    expect(await heir.stage(order)).toEqual({ kind: 'done' });
    const calls = (await scene.calls()).slice(before).filter((route) => route.endsWith('append_v2'));
    expect(calls).toHaveLength(Math.ceil((SIZE - sent) / CHUNK));
    await heir.commit(await told(scene, file, 'DocumentStaged'));
    await mirroredExactly(scene, [file]);
    expect(await acknowledged(scene, order)).toBe(0);
  });

  it('outlives a token of Dropbox’s that expires in the middle', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(SIZE));
    await scene.planDropbox({ route: 'append_v2', times: 2, every: 3, effect: { kind: 'expired-token' } });
    const uploader = scene.uploader();
    expect(await uploader.commit(await staged(scene, uploader, [file]))).toEqual([{ kind: 'done' }]);
    await mirroredExactly(scene, [file]);
  });

  it.each([
    ['closed', {}],
    ['incorrect_offset', { correctOffset: 0 }],
    ['incorrect_offset', { correctOffset: CHUNK + 1 }],
    ['incorrect_offset', { correctOffset: 3 * CHUNK }],
    ['incorrect_offset', { correctOffset: 99 * CHUNK }],
  ])('whose session answers %s %o in the middle comes whole in the end', async (tag, offset) => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(SIZE));
    const effect = { kind: 'route-error', tags: [tag], ...offset };
    await scene.planDropbox({ route: 'append_v2', every: 3, times: 1, effect });
    const uploader = scene.uploader();
    const order = routed(file);
    const first = await uploader.stage(order);
    if (first.kind === 'retry') {
      expect(first).toEqual({ kind: 'retry', code: 'STAGING_LOST' });
      expect(await uploader.stage(order)).toEqual({ kind: 'done' });
    }
    expect(await scene.tree()).toEqual(new Map());
    expect(await uploader.commit(await told(scene, file, 'DocumentStaged'))).toEqual([{ kind: 'done' }]);
    if ((await told(scene, file, 'StagingLost')).length > 0) {
      expect(await scene.tree()).toEqual(new Map());
      expect(await uploader.stage(routed(file, { attempt: 2 }))).toEqual({ kind: 'done' });
      const again = (await told(scene, file, 'DocumentStaged')).at(-1)!;
      expect(await uploader.commit([again])).toEqual([{ kind: 'done' }]);
    }
    await mirroredExactly(scene, [file]);
  });

  it('begins anew in a fresh session where the old one is near its end', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(SIZE));
    const order = routed(file);
    await givenUpHalfway(scene, order);
    const sql = `update uploader.staging_progress set started_at = started_at - interval '6 days 1 hour'`;
    const aged = await scene.store.transact(({ client }) => client.query(sql), { firm: scene.firm });
    expect(aged.rowCount).toBe(1);
    const uploader = scene.uploader();
    expect(await uploader.stage(order)).toEqual({ kind: 'done' });
    await uploader.commit(await told(scene, file, 'DocumentStaged'));
    await mirroredExactly(scene, [file]);
  });
});
