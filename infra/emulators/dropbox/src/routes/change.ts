import { z } from 'zod';
import { currentOf, MOST_MOVED, type Entry, type NamespaceTree } from '../tree/namespace-tree.js';
import { foldPath, numbered, pathProblem } from '../tree/names.js';
import { ApiError, routeError, union } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { fileMetadata, folderMetadata, metadata } from '../wire/metadata.js';
import { Rev, WritePath } from '../wire/types.js';
import { held, locate } from './resolve.js';

/** Done, or the tags of the route’s error. */
type Outcome = { readonly entry: Entry } | { readonly refused: readonly string[] };

const refused = (...tags: readonly string[]): Outcome => ({ refused: tags });

function createFolder(exchange: Exchange, path: string, autorename: boolean): Outcome {
  const located = locate(exchange, path);
  if (located === undefined) return refused('path', 'no_write_permission');
  const { tree } = located;
  const problem = pathProblem(located.path);
  if (problem !== undefined) return refused('path', problem);
  if (tree.fileAncestor(located.path)) return refused('path', 'conflict', 'file_ancestor');
  const standing = tree.at(located.path);
  if (standing === undefined) return { entry: tree.putFolder(located.path) };
  if (!autorename) return refused('path', 'conflict', standing.kind);
  return { entry: tree.putFolder(free(tree, located.path)) };
}

function free(tree: NamespaceTree, path: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = numbered(path, number);
    if (tree.at(candidate) === undefined) return candidate;
  }
}

const Relocation = z.strictObject({
  from_path: WritePath,
  to_path: WritePath,
  allow_shared_folder: z.boolean().default(false),
  autorename: z.boolean().default(false),
  allow_ownership_transfer: z.boolean().default(false),
});
type Verb = 'move' | 'copy';

function relocate(
  exchange: Exchange,
  verb: Verb,
  arg: { readonly from_path: string; readonly to_path: string; readonly autorename?: boolean },
): Outcome {
  const [from, to] = [locate(exchange, arg.from_path), locate(exchange, arg.to_path)];
  const source = from?.tree.at(from.path);
  if (from === undefined || source === undefined) return refused('from_lookup', 'not_found');
  if (to === undefined || to.tree !== from.tree) return refused('to', 'no_write_permission');
  const problem = destinationProblem(verb, source, to.tree, to.path);
  if (problem !== undefined) return problem;
  const target = targetOf(to.tree, to.path, arg.autorename === true);
  if (typeof target !== 'string') return target;
  return {
    entry: verb === 'move' ? to.tree.move(source.path, target) : copy(exchange, to.tree, source, target),
  };
}

function targetOf(tree: NamespaceTree, path: string, autorename: boolean): string | Outcome {
  const standing = tree.at(path);
  if (standing === undefined) return path;
  return autorename ? free(tree, path) : refused('to', 'conflict', standing.kind);
}

function destinationProblem(
  verb: Verb,
  source: Entry,
  tree: NamespaceTree,
  path: string,
): Outcome | undefined {
  const problem = pathProblem(path);
  if (problem !== undefined) return refused('to', problem);
  if (tree.fileAncestor(path)) return refused('to', 'conflict', 'file_ancestor');
  const [from, to] = [foldPath(source.path), foldPath(path)];
  // A change of case alone is no move (files.stone move:2).
  if (verb === 'move' && from === to) return refused('duplicated_or_nested_paths');
  if (to.startsWith(`${from}/`)) return refused('cant_move_folder_into_itself');
  return count(tree, source) > MOST_MOVED ? refused('too_many_files') : undefined;
}

function count(tree: NamespaceTree, entry: Entry): number {
  let found = 1;
  for (const below of tree.below(entry.path)) if (below.id !== '') found += 1;
  return found;
}

function copy(exchange: Exchange, tree: NamespaceTree, source: Entry, target: string): Entry {
  const { state } = exchange;
  const copyOne = (entry: Entry, path: string): Entry => {
    if (entry.kind === 'folder') return tree.putFolder(path);
    const { content, clientModified } = currentOf(entry);
    return tree.putFile(path, {
      rev: state.newRev(),
      content,
      clientModified,
      serverModified: state.clock.now(),
    });
  };
  const below = [...tree.below(source.path)];
  const copied = copyOne(source, target);
  for (const entry of below) copyOne(entry, target + entry.path.slice(source.path.length));
  return copied;
}

function remove(
  exchange: Exchange,
  arg: { readonly path: string; readonly parent_rev?: string | null | undefined },
): Outcome {
  const located = locate(exchange, arg.path);
  const entry = located?.tree.at(located.path);
  if (located === undefined || entry === undefined) return refused('path_lookup', 'not_found');
  const isStale = arg.parent_rev != null && entry.kind === 'file' && currentOf(entry).rev !== arg.parent_rev;
  if (isStale) return refused('path_write', 'conflict', 'file');
  if (count(located.tree, entry) > MOST_MOVED) return refused('too_many_files');
  located.tree.remove(entry.path, exchange.state.clock.now());
  return { entry };
}

function entryOf(outcome: Outcome): Entry {
  if ('entry' in outcome) return outcome.entry;
  throw routeError(outcome.refused);
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

const endsOf = (arg: { readonly from_path: string; readonly to_path: string }): readonly string[] => [
  arg.from_path,
  arg.to_path,
];

const relocation = (verb: Verb): Route =>
  route('rpc', Relocation, async (exchange) =>
    json({
      metadata: metadata(
        entryOf(await held(exchange, endsOf(exchange.arg), () => relocate(exchange, verb, exchange.arg))),
      ),
    }),
  );

const relocationBatch = (verb: Verb): Route =>
  route(
    'rpc',
    z.strictObject({
      entries: z
        .array(z.strictObject({ from_path: WritePath, to_path: WritePath }))
        .min(1)
        .max(1000),
      autorename: z.boolean().default(false),
      allow_ownership_transfer: z.boolean().default(false),
    }),
    async (exchange) => {
      const { entries, autorename } = exchange.arg;
      const outcomes = await held(exchange, entries.flatMap(endsOf), () =>
        entries.map((entry) => relocate(exchange, verb, { ...entry, autorename })),
      );
      const results = outcomes.map((outcome) =>
        'entry' in outcome
          ? { '.tag': 'success', success: metadata(outcome.entry) }
          : {
              '.tag': 'failure',
              failure: { '.tag': 'relocation_error', relocation_error: union(outcome.refused) },
            },
      );
      return json(exchange.state.jobs.launch({ entries: results }));
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
  const standing = tree.at(path);
  if (standing?.kind === 'folder') throw routeError(['path_write', 'conflict', 'folder']);
  const history = tree.historyOf(path);
  if (history === undefined) throw routeError(['path_lookup', 'not_found']);
  const [, wanted] = history.revisions.find(([, { rev }]) => rev === arg.rev) ?? [];
  if (wanted === undefined) throw routeError(['invalid_revision']);
  const revision = { ...wanted, rev: state.newRev(), serverModified: state.clock.now() };
  return json(fileMetadata(await held(exchange, [arg.path], () => tree.putFile(path, revision))));
});

/** Making, moving, copying and deleting (files.stone). */
export const changeRoutes: Readonly<Record<string, Route>> = {
  'files/create_folder_v2': createFolderV2,
  'files/create_folder_batch': createFolderBatch,
  'files/create_folder_batch/check': check,
  'files/move_v2': relocation('move'),
  'files/copy_v2': relocation('copy'),
  'files/move_batch_v2': relocationBatch('move'),
  'files/copy_batch_v2': relocationBatch('copy'),
  'files/move_batch/check_v2': check,
  'files/copy_batch/check_v2': check,
  'files/restore': restore,
  'files/delete_v2': deleteV2,
  'files/delete_batch': deleteBatch,
  'files/delete_batch/check': check,
  'files/upload_session/finish_batch/check': check,
};
