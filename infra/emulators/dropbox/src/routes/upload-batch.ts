import { z } from 'zod';
import type { Blob } from '../blob-store.js';
import { currentFault } from '../faults.js';
import { append, appendProblem } from '../sessions.js';
import type { FileEntry } from '../tree/namespace-tree.js';
import { routeError, union, type Union } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { fileMetadata } from '../wire/metadata.js';
import { CommitInfo, Cursor, Hash } from '../wire/types.js';
import { commitHeld, conclude, prepare, type Prepared } from './commit-session.js';
import { held } from './resolve.js';
import { readBody } from './upload-body.js';

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
      const planned = plannedFailure(index);
      if (planned !== undefined) return failed(planned);
      const finished = 'failure' in ready ? ready : finishHeld(exchange, entry.commit, ready);
      return 'file' in finished
        ? { '.tag': 'success', ...fileMetadata(finished.file) }
        : failed(finished.failure);
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
  if (entries.reduce((sum, { length }) => sum + length, 0) !== whole.size) {
    await exchange.state.blobs.discard([whole]);
    throw routeError(['length_mismatch']);
  }
  const kept = currentFault('partial-append')?.bytes ?? whole.size;
  const results: object[] = [];
  let from = 0;
  for (const [index, entry] of entries.entries()) {
    const planned = plannedFailure(index);
    const part = await exchange.state.blobs.slice(
      whole,
      from,
      Math.max(0, Math.min(entry.length, kept - from)),
    );
    results.push(planned === undefined ? appendEntry(exchange, entry, part) : failed(planned));
    from += entry.length;
  }
  return json({ entries: results });
});

/** Appends what came of one entry; an entry that was cut short stays open. */
function appendEntry(
  { state }: Exchange,
  { cursor, length, close }: z.infer<typeof AppendBatch>['entries'][number],
  part: Blob,
): object {
  const session = state.sessions.find(cursor.session_id);
  const problem = appendProblem(session, cursor.offset, length, close);
  if (session !== undefined && problem === undefined) {
    append(session, cursor.offset, part, close && part.size === length);
    return { '.tag': 'success' };
  }
  const extra = problem?.correctOffset === undefined ? {} : { correct_offset: problem.correctOffset };
  return failed({ ...union(problem?.tags ?? ['not_found']), ...extra });
}

const failed = (failure: Union): object => ({ '.tag': 'failure', failure });

/** The failure that a fault plan has for an entry. */
function plannedFailure(index: number): Union | undefined {
  const fault = currentFault('entry-error');
  if (fault === undefined || index >= (fault.entries ?? Infinity)) return undefined;
  const { tags, correctOffset } = fault;
  const offset = correctOffset === undefined ? {} : { correct_offset: correctOffset };
  return tags.reduceRight<Union | undefined>(
    (inner, tag) => ({ '.tag': tag, ...(inner === undefined ? offset : { [tag]: inner }) }),
    undefined,
  );
}

/** Many sessions in one call (files.stone). */
export const batchRoutes: Readonly<Record<string, Route>> = {
  'files/upload_session/append_batch': appendBatch,
  'files/upload_session/finish_batch': finishBatch,
  'files/upload_session/finish_batch_v2': finishBatchV2,
};
