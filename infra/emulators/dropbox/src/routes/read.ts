import { z } from 'zod';
import type { Place } from '../access/levels.js';
import { timestamp } from '../clock.js';
import {
  currentOf,
  type Entry,
  type FileEntry,
  type NamespaceTree,
  type PathHistory,
  type Revision,
} from '../tree/namespace-tree.js';
import { parentOf } from '../tree/names.js';
import { routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { deletedMetadata, fileMetadata, metadata } from '../wire/metadata.js';
import { PathROrId, ReadPath, Rev, tag } from '../wire/types.js';
import { streamed } from './stream.js';
import { locate, lookUp, mayList, mayRead, visibleIn, type Scene } from './resolve.js';

const getMetadata = route(
  'rpc',
  z.strictObject({
    path: ReadPath,
    include_media_info: z.boolean().default(false),
    include_deleted: z.boolean().default(false),
    include_has_explicit_shared_members: z.boolean().default(false),
    include_property_groups: z.unknown().optional(),
  }),
  (exchange) => {
    const { arg } = exchange;
    const located = locate(exchange, arg.path);
    const wasThere = located?.tree.changes.some(({ path }) => path === located.path) ?? false;
    if (
      located !== undefined &&
      located.tree.at(located.path) === undefined &&
      arg.include_deleted &&
      wasThere
    ) {
      return json(deletedMetadata(located.path));
    }
    return json(metadata(lookUp(exchange, arg.path, ['path'])));
  },
);

const download = route('download', z.strictObject({ path: ReadPath, rev: Rev.nullish() }), (exchange) => {
  const [file, revision] = revisionAt(exchange, exchange.arg.path);
  if (revision.barred === 'cloud-document') throw routeError(['unsupported_file']);
  if (revision.barred === 'restricted') throw routeError(['path', 'restricted_content']);
  return streamed(exchange, fileMetadata(file, revision), revision);
});

function revisionAt(exchange: Scene, path: string): readonly [FileEntry, Revision] {
  if (path.startsWith('rev:')) {
    const found = ofRevision(exchange.tree, path.slice('rev:'.length));
    if (found === undefined || !mayRead(exchange, { tree: exchange.tree, path: found[0].path })) {
      throw routeError(['path', 'not_found']);
    }
    return found;
  }
  const entry = lookUp(exchange, path, ['path']);
  if (entry.kind === 'folder') throw routeError(['path', 'not_file']);
  return [entry, currentOf(entry)];
}

/** Ids of files by their revisions, as far as they were looked for: a matter of many files is read by revision. */
const fileOf = new WeakMap<NamespaceTree, Map<string, string>>();

function ofRevision(tree: NamespaceTree, rev: string): readonly [FileEntry, Revision] | undefined {
  const known = fileOf.get(tree) ?? new Map<string, string>();
  fileOf.set(tree, known);
  const found = revisionOf(tree.byId(known.get(rev) ?? ''), rev);
  if (found !== undefined) return found;
  for (const entry of tree.all()) {
    if (entry.kind === 'file') for (const one of entry.revisions) known.set(one.rev, entry.id);
  }
  return revisionOf(tree.byId(known.get(rev) ?? ''), rev);
}

function revisionOf(entry: Entry | undefined, rev: string): readonly [FileEntry, Revision] | undefined {
  if (entry?.kind !== 'file') return undefined;
  const revision = entry.revisions.find((one) => one.rev === rev);
  return revision === undefined ? undefined : [entry, revision];
}

/** What a cursor remembers; opaque to clients. */
interface Listing {
  readonly namespace: string;
  readonly path: string;
  readonly recursive: boolean;
  readonly deleted: boolean;
  readonly limit: number;
  /** Cloud documents are told, too. */
  readonly all: boolean;
  /** Keys still to be told, or null when the listing is over and only changes follow. */
  readonly after: string | null;
  /** Changes up to here are told. */
  readonly seen: number;
}

const encode = (listing: Listing): string =>
  `AA${Buffer.from(JSON.stringify(listing)).toString('base64url')}`;

function decode(cursor: string): Listing {
  try {
    return JSON.parse(Buffer.from(cursor.slice(2), 'base64url').toString()) as Listing;
  } catch {
    throw routeError(['reset']);
  }
}

const ListArg = z.strictObject({
  path: PathROrId,
  recursive: z.boolean().default(false),
  include_media_info: z.boolean().default(false),
  include_deleted: z.boolean().default(false),
  include_has_explicit_shared_members: z.boolean().default(false),
  include_mounted_folders: z.boolean().default(true),
  limit: z.int().min(1).max(2000).nullish(),
  shared_link: z.unknown().optional(),
  include_property_groups: z.unknown().optional(),
  include_non_downloadable_files: z.boolean().default(true),
});

function open(exchange: Scene, arg: z.infer<typeof ListArg>): Listing {
  const located = locate(exchange, arg.path);
  if (located === undefined || !mayEnter(exchange, located)) throw routeError(['path', 'not_found']);
  const { tree, path } = located;
  if (path !== '') {
    const entry = lookUp(exchange, arg.path, ['path']);
    if (entry.kind === 'file') throw routeError(['path', 'not_folder']);
  }
  const { recursive, include_deleted: deleted, include_non_downloadable_files: all } = arg;
  return {
    namespace: tree.id,
    path,
    recursive,
    deleted,
    all,
    limit: arg.limit ?? 500,
    after: '',
    seen: tree.changes.length,
  };
}

/** A file is found here too, so that it can be told that it is no folder. */
const mayEnter = (exchange: Scene, place: Place): boolean =>
  place.tree.at(place.path)?.kind === 'file' || mayList(exchange, place);

/** The next page of a listing, then the changes since it began. */
function page(exchange: Scene, listing: Listing): object {
  const tree = exchange.state.trees.get(listing.namespace);
  if (tree === undefined) throw routeError(['reset']);
  const mayBeSeen = visibleIn(exchange, tree);
  const isVisible = (path: string): boolean =>
    mayBeSeen(path) && (listing.all || !isCloudDocument(tree.at(path)));
  if (listing.after !== null) {
    const all = listing.recursive ? [...tree.below(listing.path)] : tree.children(listing.path);
    const entries = all.filter(({ path }) => isVisible(path));
    const start = listing.after === '' ? 0 : entries.findIndex(({ id }) => id === listing.after) + 1;
    const told = entries.slice(start, start + listing.limit);
    const more = start + told.length < entries.length;
    const after = more ? (told.at(-1)?.id ?? null) : null;
    return { entries: told.map(metadata), cursor: encode({ ...listing, after }), has_more: more };
  }
  const news = tree.changes.slice(listing.seen, listing.seen + listing.limit);
  const seen = listing.seen + news.length;
  const paths = [...new Set(news.map(({ path }) => path))].filter(
    (path) => isWithin(listing, path) && isVisible(path),
  );
  const entries = paths.flatMap((path) => {
    const entry: Entry | undefined = tree.at(path);
    return [entry === undefined ? deletedMetadata(path) : metadata(entry)];
  });
  return { entries, cursor: encode({ ...listing, seen }), has_more: seen < tree.changes.length };
}

const isCloudDocument = (entry: Entry | undefined): boolean =>
  entry?.kind === 'file' && currentOf(entry).barred === 'cloud-document';

function isWithin({ path, recursive }: Listing, changed: string): boolean {
  const [root, below] = [path.toLowerCase(), changed.toLowerCase()];
  return recursive ? below.startsWith(`${root}/`) : parentOf(below) === root;
}

const listFolder = route('rpc', ListArg, (exchange) => json(page(exchange, open(exchange, exchange.arg))));
const latestCursor = route('rpc', ListArg, (exchange) =>
  json({ cursor: encode({ ...open(exchange, exchange.arg), after: null }) }),
);
const listContinue = route('rpc', z.strictObject({ cursor: z.string().min(1) }), (exchange) =>
  json(page(exchange, decode(exchange.arg.cursor))),
);

const listRevisions = route(
  'rpc',
  z.strictObject({
    path: ReadPath,
    mode: z.union([tag('path'), tag('id')]).default('path'),
    limit: z.int().min(1).max(100).default(10),
    before_rev: Rev.nullish(),
  }),
  (exchange) => {
    const { arg } = exchange;
    if (arg.before_rev != null && arg.mode === 'id') throw routeError(['before_rev_not_supported']);
    const { revisions, deletedAt } = historyOf(exchange, arg.path, arg.mode);
    const newestFirst = revisions.toReversed();
    const after =
      arg.before_rev == null ? 0 : newestFirst.findIndex(([, { rev }]) => rev === arg.before_rev) + 1;
    if (arg.before_rev != null && after === 0) throw routeError(['invalid_before_rev']);
    const entries = newestFirst.slice(after, after + arg.limit);
    return json({
      is_deleted: deletedAt !== undefined,
      ...(deletedAt === undefined ? {} : { server_deleted: timestamp(deletedAt) }),
      entries: entries.map(([file, revision]) => fileMetadata(file, revision)),
      has_more: after + entries.length < newestFirst.length,
    });
  },
);

/** In path mode all revisions of the path, in id mode those of the file that stands there. */
function historyOf(exchange: Scene, path: string, mode: 'path' | 'id'): PathHistory {
  const located = locate(exchange, path);
  const standing = located?.tree.at(located.path);
  if (standing?.kind === 'folder') throw routeError(['path', 'not_file']);
  const history = located?.tree.historyOf(located.path);
  if (history === undefined) throw routeError(['path', 'not_found']);
  if (mode === 'path' || standing === undefined) return history;
  return { revisions: standing.revisions.map((revision) => [standing, revision] as const) };
}

/** Looking, listing and downloading (files.stone). */
export const readRoutes: Readonly<Record<string, Route>> = {
  'files/get_metadata': getMetadata,
  'files/download': download,
  'files/list_folder': listFolder,
  'files/list_folder/continue': listContinue,
  'files/list_folder/get_latest_cursor': latestCursor,
  'files/list_revisions': listRevisions,
};
