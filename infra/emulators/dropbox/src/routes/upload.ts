import { z } from 'zod';
import { currentFault } from '../faults.js';
import { append, appendProblem } from '../sessions.js';
import { ApiError, routeError, union } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { fileMetadata } from '../wire/metadata.js';
import { commitInfo, CommitInfo, Cursor, Hash, tag } from '../wire/types.js';
import { commit, conclude, prepare } from './commit-session.js';
import { batchRoutes } from './upload-batch.js';
import { readBody } from './upload-body.js';

const SessionType = z.union([tag('sequential'), tag('concurrent')]).nullish();

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
    const partial = currentFault('partial-append');
    if (partial === undefined) append(session, cursor.offset, blob, close);
    else {
      const kept = await exchange.state.blobs.slice(blob, 0, Math.min(partial.bytes, blob.size));
      append(session, cursor.offset, kept, false);
    }
    return json(null);
  },
);

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

/** Uploading (files.stone). */
export const uploadRoutes: Readonly<Record<string, Route>> = {
  'files/upload': upload,
  'files/upload_session/start': start,
  'files/upload_session/start_batch': startBatch,
  'files/upload_session/append_v2': appendV2,
  'files/upload_session/finish': finish,
  ...batchRoutes,
};
