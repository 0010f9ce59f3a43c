import { z } from 'zod';
import { reaches, type Who } from '../access/effective-access.js';
import { levelsOf, momentOf } from '../access/levels.js';
import type { Watch } from '../access/watch.js';
import type { Exposure, Instant } from '../access/watchtower.js';
import type { DropboxState } from '../dropbox-state.js';
import type { EmulatorCore } from '../server.js';
import { Hash } from '../wire/types.js';
import { jsonOf, send, treeOf, type AdminCall, type AdminRoutes } from './admin-call.js';

const WatchArg = z.strictObject({
  name: z.string().min(1),
  /** Everything below this path, in a namespace… */
  path: z.string().startsWith('/').optional(),
  namespace: z.string().optional(),
  /** …or this item, wherever it goes… */
  id: z.string().startsWith('id:').optional(),
  /** …or these bytes, wherever they are. */
  contentHashes: z.array(Hash).optional(),
  /** Addresses of accounts, names of groups. */
  allowed: z.strictObject({
    members: z.array(z.email()).default([]),
    groups: z.array(z.string()).default([]),
  }),
});

/** @throws TypeError for names that nobody has */
function watchOf({ directory, root }: DropboxState, arg: z.infer<typeof WatchArg>): Watch {
  const target = targetOf({ ...arg, namespace: arg.namespace ?? root });
  const accounts = arg.allowed.members.map((email) => known(directory.byEmail(email), email).accountId);
  const groups = arg.allowed.groups.map((name) => known(directory.groupByName(name), name).id);
  return { name: arg.name, target, allowed: { accounts, groups } };
}

/** @throws TypeError unless just one thing is named */
function targetOf({
  path,
  namespace,
  id,
  contentHashes,
}: z.infer<typeof WatchArg> & { readonly namespace: string }): Watch['target'] {
  const targets: readonly Watch['target'][] = [
    ...(path === undefined ? [] : [{ kind: 'below', namespace, path } as const]),
    ...(id === undefined ? [] : [{ kind: 'item', id } as const]),
    ...(contentHashes === undefined ? [] : [{ kind: 'content', hashes: new Set(contentHashes) } as const]),
  ];
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new TypeError('name a path, an id or hashes');
  return target;
}

/** A watch as JSON. */
const told = ({ target, ...watch }: Watch): object => ({
  ...watch,
  target: target.kind === 'content' ? { kind: 'content', hashes: [...target.hashes] } : target,
});

function known<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new TypeError(`nobody is called ${name}`);
  return found;
}

/** Who it is, with the address beside the id. */
const named = ({ directory }: DropboxState, who: Who): object =>
  who.kind === 'account' ? { ...who, email: directory.byAccount(who.accountId)?.email ?? null } : who;

/** An exposure with the number of the call that opened and of the one that closed it. */
function shape(core: EmulatorCore, { way, opened, closed, ...exposure }: Exposure): object {
  const { who, ...rest } = way;
  const instant = (one: Instant): object => ({ call: core.log.numberOf(one.request), ...one });
  return {
    ...exposure,
    who: named(core.state, who),
    way: rest,
    opened: instant(opened),
    closed: closed === null ? null : instant(closed),
  };
}

function listExposures({ core, response, url }: AdminCall): void {
  const after = Number(url.searchParams.get('after') ?? 0);
  const watch = url.searchParams.get('watch');
  const all = core.watchtower
    .exposures()
    .filter((one) => one.number > after && (watch === null || one.watch === watch));
  send(response, 200, {
    leaks: all.filter(({ isLeak }) => isLeak).map((one) => shape(core, one)),
    empty: all.filter(({ isLeak }) => !isLeak).map((one) => shape(core, one)),
  });
}

/** Everybody who can open an item now, and how. */
function accessTo({ core, response, url }: AdminCall): void {
  const { state } = core;
  const id = url.searchParams.get('id');
  const path = url.searchParams.get('path') ?? '';
  const tree = id === null ? treeOf({ core, url }) : state.find(id)?.tree;
  const entry = id === null ? tree?.at(path) : tree?.byId(id);
  if (tree === undefined || entry === undefined) return send(response, 404, { error: 'nothing there' });
  const ways = reaches(entry.path, levelsOf(state, { tree, path: entry.path }), momentOf(state));
  send(response, 200, {
    id: entry.id,
    path: entry.path,
    ways: [...ways].map(({ who, ...way }) => ({ who: named(state, who), ...way })),
  });
}

/** Who can open what, now and at any instant since it is watched. */
export const accessAdmin: AdminRoutes = {
  'GET access': accessTo,
  'GET access/watches': ({ core, response }) =>
    send(response, 200, { watches: core.watchtower.watches().map(told) }),
  'PUT access/watches': async ({ core, request, response }) => {
    core.watchtower.watch(watchOf(core.state, WatchArg.parse(await jsonOf(request))));
    send(response, 200, { watches: core.watchtower.watches().map(told) });
  },
  'DELETE access/watches': ({ core, response, url }) => {
    core.watchtower.unwatch(url.searchParams.get('name') ?? '');
    response.writeHead(204).end();
  },
  'GET access/exposures': listExposures,
};
