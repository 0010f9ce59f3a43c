import { z } from 'zod';
import { currentOf, MOST_MOVED, type Entry } from '../tree/namespace-tree.js';
import { foldPath, pathProblem } from '../tree/names.js';
import { ApiError, routeError, union } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { fileMetadata, folderMetadata, metadata } from '../wire/metadata.js';
import { Rev, WritePath } from '../wire/types.js';
import { count, entryOf, freePath, refused, type Outcome } from './outcome.js';
import { held, locate, locateToWrite, mayTakeAway, mayWrite } from './resolve.js';

function createFolder(exchange: Exchange, path: string, autorename: boolean): Outcome {
  const located = locateToWrite(exchange, path);
  if (located === undefined) return refused('path', 'no_write_permission');
  const { tree } = located;
  const problem = pathProblem(located.path);
  if (problem !== undefined) return refused('path', problem);
  if (tree.fileAncestor(located.path)) return refused('path', 'conflict', 'file_ancestor');
  const standing = tree.at(located.path);
  if (standing === undefined) return { entry: tree.putFolder(located.path) };
  if (!autorename) return refused('path', 'conflict', standing.kind);
  return { entry: tree.putFolder(freePath(tree, located.path)) };
}

function remove(
  exchange: Exchange,
  arg: { readonly path: string; readonly parent_rev?: string | null | undefined },
): Outcome {
  const located = locate(exchange, arg.path);
  const entry = located?.tree.at(located.path);
  if (located === undefined || entry === undefined) return refused('path_lookup', 'not_found');
  if (!mayTakeAway(exchange, located)) return refused('path_write', 'no_write_permission');
  const isStale = arg.parent_rev != null && entry.kind === 'file' && currentOf(entry).rev !== arg.parent_rev;
  if (isStale) return refused('path_write', 'conflict', 'file');
  if (count(located.tree, entry) > MOST_MOVED) return refused('too_many_files');
  located.tree.remove(entry.path, exchange.state.clock.now());
  return { entry };
}

const createFolderV2 = route(
  'rpc',
  z.strictObject({ path: WritePath, autorename: z.boolean().default(false) }),
  async (exchange) => {
    const { path, autorename } = exchange.arg;
    const entry = entryOf(await held(exchange, [path], () => createFolder(exchange, path, autorename)));
    return json({ metadata: untagged(entry) });
  },
);

/** create_folder and its batch answer FolderMetadata, which has no subtypes: no tag. */
const untagged = (entry: Entry): object =>
  entry.kind === 'folder' ? folderMetadata(entry) : fileMetadata(entry);

const failure = (outcome: { readonly refused: readonly string[] }): object => ({
  '.tag': 'failure',
  failure: union(outcome.refused),
});

const createFolderBatch = route(
  'rpc',
  z.strictObject({
    paths: z.array(WritePath).max(10_000),
    autorename: z.boolean().default(false),
    force_async: z.boolean().default(false),
  }),
  async (exchange) => {
    const { paths, autorename, force_async: forced } = exchange.arg;
    const unique = [...new Map(paths.map((path) => [foldPath(path), path])).values()];
    const outcomes = await held(exchange, unique, () =>
      unique.map((path) => createFolder(exchange, path, autorename)),
    );
    const entries = outcomes.map((outcome) =>
      'entry' in outcome ? { '.tag': 'success', metadata: untagged(outcome.entry) } : failure(outcome),
    );
    return json(forced ? exchange.state.jobs.launch({ entries }) : { '.tag': 'complete', entries });
  },
);

const DeleteArg = z.strictObject({ path: WritePath, parent_rev: Rev.nullish() });

const deleteV2 = route('rpc', DeleteArg, async (exchange) => {
  const outcome = await held(exchange, [exchange.arg.path], () => remove(exchange, exchange.arg));
  return json({ metadata: metadata(entryOf(outcome)) });
});

const deleteBatch = route(
  'rpc',
  z.strictObject({ entries: z.array(DeleteArg).max(1000) }),
  async (exchange) => {
    const paths = exchange.arg.entries.map(({ path }) => path);
    const outcomes = await held(exchange, paths, () =>
      exchange.arg.entries.map((entry) => remove(exchange, entry)),
    );
    const entries = outcomes.map((outcome) =>
      'entry' in outcome ? { '.tag': 'success', metadata: metadata(outcome.entry) } : failure(outcome),
    );
    return json(exchange.state.jobs.launch({ entries }));
  },
);

const check = route('rpc', z.strictObject({ async_job_id: z.string().min(1) }), ({ arg, state }) => {
  const polled = state.jobs.poll(arg.async_job_id);
  if (polled !== undefined) return json(polled);
  throw new ApiError(409, {
    error_summary: 'invalid_async_job_id/..',
    error: { '.tag': 'invalid_async_job_id' },
  });
});

/** Puts an earlier revision’s content in place as a new revision; a deleted file stands up again (files.stone). */
const restore = route('rpc', z.strictObject({ path: WritePath, rev: Rev }), async (exchange) => {
  const { state, arg } = exchange;
  const located = locate(exchange, arg.path);
  if (located === undefined) throw routeError(['path_lookup', 'not_found']);
  const { tree, path } = located;
  if (!mayWrite(exchange, located)) throw routeError(['path_write', 'no_write_permission']);
  const standing = tree.at(path);
  if (standing?.kind === 'folder') throw routeError(['path_write', 'conflict', 'folder']);
  const history = tree.historyOf(path);
  if (history === undefined) throw routeError(['path_lookup', 'not_found']);
  const [, wanted] = history.revisions.find(([, { rev }]) => rev === arg.rev) ?? [];
  if (wanted === undefined) throw routeError(['invalid_revision']);
  const revision = { ...wanted, rev: state.newRev(), serverModified: state.clock.now() };
  return json(fileMetadata(await held(exchange, [arg.path], () => tree.putFile(path, revision))));
});

/** Making and deleting, restoring, and the jobs of batches (files.stone). */
export const changeRoutes: Readonly<Record<string, Route>> = {
  'files/create_folder_v2': createFolderV2,
  'files/create_folder_batch': createFolderBatch,
  'files/create_folder_batch/check': check,
  'files/move_batch/check_v2': check,
  'files/copy_batch/check_v2': check,
  'files/restore': restore,
  'files/delete_v2': deleteV2,
  'files/delete_batch': deleteBatch,
  'files/delete_batch/check': check,
  'files/upload_session/finish_batch/check': check,
};
