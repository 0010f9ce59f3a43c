import { z } from 'zod';
import type { Place } from '../access/levels.js';
import { changesNamespace, refusalOf, sharedFoldersIn } from '../sharing/relocation.js';
import { currentOf, MOST_MOVED, type Entry } from '../tree/namespace-tree.js';
import { foldPath, pathProblem } from '../tree/names.js';
import { union } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { metadata } from '../wire/metadata.js';
import { WritePath } from '../wire/types.js';
import { count, entryOf, freePath, refused, type Outcome } from './outcome.js';
import { held, locate, locateToWrite } from './resolve.js';

const Relocation = z.strictObject({
  from_path: WritePath,
  to_path: WritePath,
  allow_shared_folder: z.boolean().default(false),
  autorename: z.boolean().default(false),
  allow_ownership_transfer: z.boolean().default(false),
});
type Verb = 'move' | 'copy';

interface Wish {
  readonly from_path: string;
  readonly to_path: string;
  readonly autorename: boolean;
  readonly allow_ownership_transfer: boolean;
}

function relocate(exchange: Exchange, verb: Verb, wish: Wish): Outcome {
  const from = locate(exchange, wish.from_path);
  const source = from?.tree.at(from.path);
  if (from === undefined || source === undefined) return refused('from_lookup', 'not_found');
  const to = locateToWrite(exchange, wish.to_path);
  if (to === undefined) return refused('to', 'no_write_permission');
  const problem = destinationProblem(verb, { ...from, source }, to);
  if (problem !== undefined) return problem;
  const allowOwnershipTransfer = wish.allow_ownership_transfer;
  const refusal = refusalOf(exchange, { verb, from, source, to, allowOwnershipTransfer });
  if (refusal !== undefined) return refused(...refusal);
  const target = targetOf(to, wish.autorename);
  if (typeof target !== 'string') return target;
  const goal = { tree: to.tree, path: target };
  return {
    entry: verb === 'move' ? move(exchange, from, source, goal) : copy(exchange, from, source, goal),
  };
}

function targetOf({ tree, path }: Place, autorename: boolean): string | Outcome {
  const standing = tree.at(path);
  if (standing === undefined) return path;
  return autorename ? freePath(tree, path) : refused('to', 'conflict', standing.kind);
}

function destinationProblem(
  verb: Verb,
  from: Place & { readonly source: Entry },
  to: Place,
): Outcome | undefined {
  const problem = pathProblem(to.path);
  if (problem !== undefined) return refused('to', problem);
  if (to.tree.fileAncestor(to.path)) return refused('to', 'conflict', 'file_ancestor');
  if (from.tree === to.tree) {
    const [start, end] = [foldPath(from.source.path), foldPath(to.path)];
    // A change of case alone is no move (files.stone move:2).
    if (verb === 'move' && start === end) return refused('duplicated_or_nested_paths');
    if (end.startsWith(`${start}/`)) return refused('cant_move_folder_into_itself');
  }
  return count(from.tree, from.source) > MOST_MOVED ? refused('too_many_files') : undefined;
}

/**
 * Ids stay, and with them revisions, links (“it was possible to break a shared link by moving … no longer be the
 * case”, sharing.stone create_shared_link) and members by name; see OpenQuestions.crossNamespaceMove.
 */
function move(exchange: Exchange, from: Place, source: Entry, to: Place): Entry {
  const { state } = exchange;
  const crosses = changesNamespace(exchange, { ...from, path: source.path }, to);
  const moved = from.tree.move(source.path, to.path, to.tree);
  if (!crosses || state.options.crossNamespaceMove === 'keep-id') return moved;
  // A shared folder is its namespace, whatever becomes of those around it.
  const mounts = new Set(sharedFoldersIn(exchange, to.tree, moved).map(({ entryId }) => entryId));
  return to.tree.renumber(moved.path, (entry) => !mounts.has(entry.id));
}

/** A copy is a file of its own: a new id, one revision, no links and no members. */
function copy({ state }: Exchange, from: Place, source: Entry, to: Place): Entry {
  const copyOne = (entry: Entry, path: string): Entry => {
    if (entry.kind === 'folder') return to.tree.putFolder(path);
    const { content, clientModified } = currentOf(entry);
    return to.tree.putFile(path, {
      rev: state.newRev(),
      content,
      clientModified,
      serverModified: state.clock.now(),
    });
  };
  const below = [...from.tree.below(source.path)];
  const copied = copyOne(source, to.path);
  for (const entry of below) copyOne(entry, to.path + entry.path.slice(source.path.length));
  return copied;
}

const endsOf = (wish: Pick<Wish, 'from_path' | 'to_path'>): readonly string[] => [
  wish.from_path,
  wish.to_path,
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
      const { entries, ...flags } = exchange.arg;
      const outcomes = await held(exchange, entries.flatMap(endsOf), () =>
        entries.map((entry) => relocate(exchange, verb, { ...entry, ...flags })),
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

/** Moving and copying (files.stone). */
export const relocationRoutes: Readonly<Record<string, Route>> = {
  'files/move_v2': relocation('move'),
  'files/copy_v2': relocation('copy'),
  'files/move_batch_v2': relocationBatch('move'),
  'files/copy_batch_v2': relocationBatch('copy'),
};
