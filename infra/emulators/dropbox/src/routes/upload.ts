import { z } from 'zod';
import { BodyTooLarge, type Blob, type Content } from '../blob-store.js';
import { append, appendProblem, blobsOf, type Session } from '../sessions.js';
import type { FileEntry } from '../tree/namespace-tree.js';
import { ApiError, routeError, union, type Union } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { fileMetadata } from '../wire/metadata.js';
import { commitInfo, CommitInfo, Cursor, Hash, tag } from '../wire/types.js';
import { held, locateToWrite } from './resolve.js';

/** Most bytes of one upload call (files.stone). */
const MOST_BYTES = 150 * 1024 * 1024;

const SessionType = z.union([tag('sequential'), tag('concurrent')]).nullish();

/** Reads the body and checks it against the hash that came with it, which covers just these bytes. */
async function readBody({ state, request }: Exchange, expected: string | null | undefined): Promise<Blob> {
  const blob = await state.blobs.write(request, MOST_BYTES).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? routeError(['payload_too_large']) : error;
  });
  if (expected !== null && expected !== undefined && expected !== blob.contentHash) {
    await state.blobs.discard([blob]);
    throw routeError(['content_hash_mismatch']);
  }
  return blob;
}

/** Written, or the tags of the WriteError. */
type Committed = { readonly file: FileEntry } | { readonly refused: readonly string[] };

/** Commits content at a path; the caller holds the namespace’s lock. */
function commitHeld(exchange: Exchange, info: z.infer<typeof CommitInfo>, content: Content): Committed {
  const located = locateToWrite(exchange, info.path);
  if (located === undefined) return { refused: ['no_write_permission'] };
  return exchange.state.write(
    located.tree,
    {
      path: located.path,
      mode: info.mode,
      autorename: info.autorename,
      strictConflict: info.strict_conflict,
      clientModified: info.client_modified == null ? null : Date.parse(info.client_modified),
    },
    content,
  );
}

/** Commits one file under its namespace’s lock. */
function commit(exchange: Exchange, info: z.infer<typeof CommitInfo>, content: Content): Promise<Committed> {
  return held(exchange, [info.path], () => commitHeld(exchange, info, content));
}

const upload = route(
  'upload',
  z.strictObject({ ...commitInfo, content_hash: Hash.nullish() }),
  async (exchange) => {
    const { content_hash: expected, ...info } = exchange.arg;
    const blob = await readBody(exchange, expected);
    const content = await exchange.state.blobs.join(blob.size === 0 ? [] : [blob]);
    const written = await commit(exchange, info, content);
    if ('file' in written) return json(fileMetadata(written.file));
    const session = exchange.state.sessions.open('sequential');
    append(session, 0, blob, false);
    const error = { '.tag': 'path', reason: union(written.refused), upload_session_id: session.id };
    throw new ApiError(409, { error_summary: `path/${written.refused.join('/')}/...`, error });
  },
);

const start = route(
  'upload',
  z.strictObject({
    close: z.boolean().default(false),
    session_type: SessionType,
    content_hash: Hash.nullish(),
  }),
  async (exchange) => {
    const { close, session_type: type, content_hash: expected } = exchange.arg;
    const blob = await readBody(exchange, expected);
    if (type === 'concurrent' && blob.size > 0) throw routeError(['concurrent_session_data_not_allowed']);
    if (type === 'concurrent' && close) throw routeError(['concurrent_session_close_not_allowed']);
    const session = exchange.state.sessions.open(type ?? 'sequential');
    append(session, 0, blob, close);
    return json({ session_id: session.id });
  },
);

const startBatch = route(
  'rpc',
  z.strictObject({ num_sessions: z.int().min(1).max(1000), session_type: SessionType }),
  ({ arg, state }) => {
    const type = arg.session_type ?? 'sequential';
    return json({
      session_ids: Array.from({ length: arg.num_sessions }, () => state.sessions.open(type).id),
    });
  },
);

const appendV2 = route(
  'upload',
  z.strictObject({ cursor: Cursor, close: z.boolean().default(false), content_hash: Hash.nullish() }),
  async (exchange) => {
    const { cursor, close, content_hash: expected } = exchange.arg;
    const blob = await readBody(exchange, expected);
    const session = exchange.state.sessions.find(cursor.session_id);
    const problem = appendProblem(session, cursor.offset, blob.size, close);
    if (problem !== undefined || session === undefined) {
      await exchange.state.blobs.discard([blob]);
      const extra = problem?.correctOffset === undefined ? {} : { correct_offset: problem.correctOffset };
      throw routeError(problem?.tags ?? ['not_found'], extra);
    }
    append(session, cursor.offset, blob, close);
    return json(null);
  },
);

/** Why a session cannot be finished: tags of UploadSessionLookupError. */
function lookupProblem(
  session: Session | undefined,
  offset: number,
  mustBeClosed: boolean,
): Union | undefined {
  if (session === undefined) return { '.tag': 'not_found' };
  if (session.type === 'concurrent' && !session.closed) return { '.tag': 'concurrent_session_not_closed' };
  if (mustBeClosed && !session.closed) return { '.tag': 'not_closed' };
  if (offset !== session.size) return { '.tag': 'incorrect_offset', correct_offset: session.size };
  return undefined;
}

/** Content that is ready to be committed, or the failure’s union. */
type Prepared = { readonly session: Session; readonly content: Content } | { readonly failure: Union };

async function prepare(
  exchange: Exchange,
  cursor: z.infer<typeof Cursor>,
  mustBeClosed: boolean,
): Promise<Prepared> {
  const session = exchange.state.sessions.find(cursor.session_id);
  const problem = lookupProblem(session, cursor.offset, mustBeClosed);
  if (session === undefined || problem !== undefined) {
    return { failure: { '.tag': 'lookup_failed', lookup_failed: problem ?? { '.tag': 'not_found' } } };
  }
  const blobs = blobsOf(session);
  if (blobs === undefined) return { failure: union(['concurrent_session_missing_data']) };
  return { session, content: await exchange.state.blobs.join(blobs) };
}

/** What a commit of a session came to. */
function conclude(
  exchange: Exchange,
  session: Session,
  written: Committed,
): { file: FileEntry } | { failure: Union } {
  if ('refused' in written) return { failure: union(['path', ...written.refused]) };
  exchange.state.sessions.forget(session.id);
  return written;
}

const finish = route(
  'upload',
  z.strictObject({ cursor: Cursor, commit: CommitInfo, content_hash: Hash.nullish() }),
  async (exchange) => {
    const { cursor, commit: info, content_hash: expected } = exchange.arg;
    const session = exchange.state.sessions.find(cursor.session_id);
    const blob = await readBody(exchange, expected);
    let offset = cursor.offset;
    if (session !== undefined && blob.size > 0) {
      const refusal = appendProblem(session, cursor.offset, blob.size, false);
      if (refusal === undefined) append(session, cursor.offset, blob, false);
      offset = refusal === undefined ? session.size : cursor.offset;
    }
    const prepared = await prepare(exchange, { ...cursor, offset }, false);
    const finished =
      'failure' in prepared
        ? prepared
        : conclude(exchange, prepared.session, await commit(exchange, info, prepared.content));
    if ('file' in finished) return json(fileMetadata(finished.file));
    throw new ApiError(409, { error_summary: `${finished.failure['.tag']}/...`, error: finished.failure });
  },
);

/** An entry of a batch; a session that an earlier entry used up is gone. */
function finishHeld(
  exchange: Exchange,
  info: z.infer<typeof CommitInfo>,
  { session, content }: Exclude<Prepared, { failure: Union }>,
): { file: FileEntry } | { failure: Union } {
  if (exchange.state.sessions.find(session.id) === undefined) {
    return { failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_found' } } };
  }
  return conclude(exchange, session, commitHeld(exchange, info, content));
}

const FinishEntries = z.strictObject({
  entries: z
    .array(z.strictObject({ cursor: Cursor, commit: CommitInfo, content_hash: Hash.nullish() }))
    .max(1000),
});

/**
 * Results stand at the entries’ indexes; a success is FileMetadata flattened beside its tag. The whole batch holds
 * the namespace’s lock once, so a batch of none holds none.
 */
async function finishAll(exchange: Exchange<z.infer<typeof FinishEntries>>): Promise<object> {
  const prepared = await Promise.all(
    exchange.arg.entries.map(({ cursor }) => prepare(exchange, cursor, true)),
  );
  const paths = exchange.arg.entries.map(({ commit: { path } }) => path);
  const entries = await held(exchange, paths, () =>
    exchange.arg.entries.map((entry, index) => {
      const ready = prepared[index];
      if (ready === undefined) throw new TypeError('every entry was prepared');
      const finished = 'failure' in ready ? ready : finishHeld(exchange, entry.commit, ready);
      return 'file' in finished
        ? { '.tag': 'success', ...fileMetadata(finished.file) }
        : { '.tag': 'failure', failure: finished.failure };
    }),
  );
  return { entries };
}

const finishBatchV2 = route('rpc', FinishEntries, async (exchange) => json(await finishAll(exchange)));
const finishBatch = route('rpc', FinishEntries, async (exchange) =>
  json(exchange.state.jobs.launch(await finishAll(exchange))),
);

const AppendBatch = z.strictObject({
  entries: z
    .array(
      z.strictObject({ cursor: Cursor, length: z.int().nonnegative(), close: z.boolean().default(false) }),
    )
    .max(1000),
  content_hash: Hash.nullish(),
});

const appendBatch = route('upload', AppendBatch, async (exchange) => {
  const { entries, content_hash: expected } = exchange.arg;
  const whole = await readBody(exchange, expected);
  if (entries.reduce((sum, { length }) => sum + length, 0) !== whole.size)
    throw routeError(['length_mismatch']);
  const results: object[] = [];
  let from = 0;
  for (const { cursor, length, close } of entries) {
    const session = exchange.state.sessions.find(cursor.session_id);
    const problem = appendProblem(session, cursor.offset, length, close);
    if (session === undefined || problem !== undefined) {
      const extra = problem?.correctOffset === undefined ? {} : { correct_offset: problem.correctOffset };
      results.push({ '.tag': 'failure', failure: { ...union(problem?.tags ?? ['not_found']), ...extra } });
    } else {
      append(session, cursor.offset, await exchange.state.blobs.slice(whole, from, length), close);
      results.push({ '.tag': 'success' });
    }
    from += length;
  }
  await exchange.state.blobs.discard([whole]);
  return json({ entries: results });
});

/** Uploading (files.stone). */
export const uploadRoutes: Readonly<Record<string, Route>> = {
  'files/upload': upload,
  'files/upload_session/start': start,
  'files/upload_session/start_batch': startBatch,
  'files/upload_session/append_v2': appendV2,
  'files/upload_session/append_batch': appendBatch,
  'files/upload_session/finish': finish,
  'files/upload_session/finish_batch': finishBatch,
  'files/upload_session/finish_batch_v2': finishBatchV2,
};
