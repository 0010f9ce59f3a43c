import { z } from 'zod';
import type { Audience } from '../access/audience.js';
import { folderCeiling, type Place } from '../access/levels.js';
import { streamed } from '../routes/stream.js';
import { locate, mayRead, type Scene } from '../routes/resolve.js';
import { currentOf, type Entry } from '../tree/namespace-tree.js';
import { nameOf, parentOf } from '../tree/names.js';
import { ApiError, routeError } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf, type Paging } from '../wire/paging.js';
import { ReadPath } from '../wire/types.js';
import { found, opened } from './link-access.js';
import { linkMetadata, mayRevoke } from './link-metadata.js';
import { SharedLinkSettings, withSettings, type LinkTerms } from './link-settings.js';
import { linkKey, type SharedLink } from './link.js';

/** Links on one page where no path is given; Dropbox names no number. */
const PAGE = 200;

/** The item that a path names, for somebody who may read it. @throws ApiError 409 path/not_found */
function itemAt(scene: Scene, path: string): Place & { readonly entry: Entry } {
  const place = locate(scene, path);
  const entry = place?.tree.at(place.path);
  if (place === undefined || entry === undefined || !mayRead(scene, place))
    throw routeError(['path', 'not_found']);
  return { tree: place.tree, path: entry.path, entry };
}

/** “If no settings are given then the default visibility is public”, unless the team’s default is another. */
function defaultTerms({ state: { directory } }: Scene): LinkTerms {
  const audiences: Readonly<Record<typeof directory.policies.shared_link_create_policy, Audience>> = {
    default_public: 'public',
    default_team_only: 'team',
    team_only: 'team',
    default_no_one: 'no_one',
  };
  const audience = audiences[directory.policies.shared_link_create_policy];
  return { audience, password: null, expiresAt: null, role: 'viewer', allowDownload: true };
}

function newUrl({ state }: Scene, entry: Entry): string {
  const [kind, name] = [entry.kind === 'file' ? 'fi' : 'fo', encodeURIComponent(nameOf(entry.path))];
  const secret = state.newLinkSecret();
  return `https://www.dropbox.com/scl/${kind}/${secret}/${name}?rlkey=${state.newLinkSecret()}&dl=0`;
}

const create = route(
  'rpc',
  z.strictObject({ path: ReadPath, settings: SharedLinkSettings.nullish() }),
  (exchange) => {
    const { state, caller, arg } = exchange;
    const { entry, ...place } = itemAt(exchange, arg.path);
    // Links to a restricted folder itself cannot be made (help center, restrict folder access).
    if (state.sharing.folderAt(entry.id)?.inheritance === 'no_inherit') throw routeError(['access_denied']);
    const settings = arg.settings ?? undefined;
    const terms =
      settings === undefined
        ? defaultTerms(exchange)
        : withSettings(defaultTerms(exchange), settings, state.clock.now());
    if (terms === 'invalid_settings') throw routeError(['settings_error', terms]);
    const owner = caller.person.accountId;
    const twin = state.sharing
      .linksAt(entry.id)
      .find((link) => link.owner === owner && link.role === terms.role);
    if (twin !== undefined) throw alreadyExists(exchange, twin, { ...place, entry }, settings !== undefined);
    const ceiling = folderCeiling(state, place);
    const link = { url: newUrl(exchange, entry), entryId: entry.id, owner, ceiling, ...terms };
    return json(linkMetadata(exchange, state.sharing.putLink(link), { tree: place.tree, entry }));
  },
);

/** The link there is comes along, unless settings were asked for that it may not have. */
function alreadyExists(
  scene: Scene,
  link: SharedLink,
  { tree, entry }: Place & { readonly entry: Entry },
  hasSettings: boolean,
): ApiError {
  const told = { '.tag': 'metadata', metadata: linkMetadata(scene, link, { tree, entry }) };
  return new ApiError(409, {
    error_summary: 'shared_link_already_exists/..',
    error: {
      '.tag': 'shared_link_already_exists',
      ...(hasSettings ? {} : { shared_link_already_exists: told }),
    },
  });
}

const modify = route(
  'rpc',
  z.strictObject({
    url: z.string(),
    settings: SharedLinkSettings,
    remove_expiration: z.boolean().default(false),
  }),
  (exchange) => {
    const { state, arg, caller } = exchange;
    const { link, linked } = found(exchange, arg.url);
    if (link.owner !== caller.person.accountId) throw routeError(['shared_link_access_denied']);
    const kept = { ...link, expiresAt: arg.remove_expiration ? null : link.expiresAt };
    const isBare = Object.values(arg.settings).every((value) => value == null);
    const terms =
      isBare && arg.remove_expiration ? kept : withSettings(kept, arg.settings, state.clock.now());
    // “Modifying access level for an existing link is not supported.”
    if (terms === 'invalid_settings' || terms.role !== link.role)
      throw routeError(['settings_error', 'invalid_settings']);
    const ceiling = folderCeiling(state, { tree: linked.tree, path: linked.entry.path });
    const changed = state.sharing.putLink({ ...link, ...terms, url: link.url, ceiling });
    return json(linkMetadata(exchange, changed, linked));
  },
);

const revoke = route('rpc', z.strictObject({ url: z.string() }), (exchange) => {
  if (linkKey(exchange.arg.url) === undefined) throw routeError(['shared_link_malformed']);
  const { link, linked } = found(exchange, exchange.arg.url);
  if (!mayRevoke(exchange, link, { tree: linked.tree, path: linked.entry.path }))
    throw routeError(['shared_link_access_denied']);
  exchange.state.sharing.revoke(link);
  return json(null);
});

const list = route(
  'rpc',
  z.strictObject({
    path: ReadPath.nullish(),
    cursor: z.string().nullish(),
    direct_only: z.boolean().nullish(),
  }),
  (exchange) => {
    const { path, cursor, direct_only: isDirect } = exchange.arg;
    if (path != null) {
      const links = linksTo(exchange, itemAt(exchange, path), isDirect === true);
      return json({ links, has_more: false });
    }
    const paging = cursor == null ? firstPage(exchange) : pagingOf(cursor, 'links');
    if (paging === undefined || paging.about !== exchange.tree.id) throw routeError(['reset']);
    return json(ownLinks(exchange, paging));
  },
);

const firstPage = ({ tree }: Exchange): Paging => ({ list: 'links', from: 0, limit: PAGE, about: tree.id });

/** Links that allow access to an item: on itself, and on the folders above it (see OpenQuestions). */
function linksTo(
  scene: Scene,
  item: Place & { readonly entry: Entry },
  isDirect: boolean,
): readonly object[] {
  const { state, caller } = scene;
  const isTold = ({ owner }: SharedLink): boolean =>
    caller.admin !== null || state.options.listedLinks === 'all' || owner === caller.person.accountId;
  const told: object[] = [];
  let isCut = false;
  for (let path = item.path; path !== '' && !isCut; path = isDirect ? '' : parentOf(path)) {
    const entry = item.tree.at(path);
    if (entry === undefined) continue;
    const links = state.sharing.linksAt(entry.id).filter(isTold);
    told.push(...links.map((link) => linkMetadata(scene, link, { tree: item.tree, entry })));
    isCut =
      state.options.parentLinks === 'stop' && state.sharing.folderAt(entry.id)?.inheritance === 'no_inherit';
  }
  return told;
}

/** The caller’s own links to what lies where the caller’s paths begin. */
function ownLinks(scene: Scene, paging: Paging): object {
  const { state, caller, tree } = scene;
  const own = [...state.sharing.links()].flatMap((link) => {
    const entry = link.owner === caller.person.accountId ? tree.byId(link.entryId) : undefined;
    return entry === undefined ? [] : [linkMetadata(scene, link, { tree, entry })];
  });
  const { items, hasMore, next } = pageOf(own, paging);
  return { links: items, has_more: hasMore, cursor: next };
}

const VisitArg = z.strictObject({
  url: z.string(),
  path: z
    .string()
    .regex(/^\/[\s\S]*$/)
    .nullish(),
  link_password: z.string().nullish(),
});

const getMetadata = route('rpc', VisitArg, (exchange) => {
  const { link, linked } = opened(exchange, exchange.arg);
  return json(linkMetadata(exchange, link, linked));
});

const getFile = route('download', VisitArg, (exchange) => {
  const { link, linked } = opened(exchange, exchange.arg);
  const { entry } = linked;
  if (entry.kind === 'folder') throw routeError(['shared_link_is_directory']);
  if (!link.allowDownload) throw routeError(['shared_link_access_denied']);
  return streamed(exchange, linkMetadata(exchange, link, linked), currentOf(entry));
});

/** Shared links (sharing.stone). */
export const linkRoutes: Readonly<Record<string, Route>> = {
  'sharing/create_shared_link_with_settings': create,
  'sharing/modify_shared_link_settings': modify,
  'sharing/revoke_shared_link': revoke,
  'sharing/list_shared_links': list,
  'sharing/get_shared_link_metadata': getMetadata,
  'sharing/get_shared_link_file': getFile,
};
