import { effectiveAudience, enclosing, type Place } from '../access/levels.js';
import { mayRead, type Scene } from '../routes/resolve.js';
import { isActive, isMember } from '../team/person.js';
import type { Entry } from '../tree/namespace-tree.js';
import { routeError } from '../wire/api-error.js';
import type { Linked } from './link-metadata.js';
import type { SharedLink } from './link.js';

/** What a caller shows at a link’s door. */
export interface Visit {
  readonly url: string;
  /** Below the linked folder. */
  readonly path?: string | null | undefined;
  readonly link_password?: string | null | undefined;
}

/** A link and what it leads to, for somebody who may open it. @throws ApiError 409 (SharedLinkError) */
export function opened(scene: Scene, visit: Visit): { readonly link: SharedLink; readonly linked: Linked } {
  const { link, linked } = found(scene, visit.url);
  const place = { tree: linked.tree, path: linked.entry.path };
  const audience = effectiveAudience(scene.state, link, place);
  const isPrivate = audience === 'members' || audience === 'no_one';
  if (isPrivate && (visit.path != null || visit.link_password != null))
    throw routeError(['unsupported_parameter_field']);
  const isOwner = link.owner === scene.caller.person.accountId;
  if (!isOwner && !isAdmitted(scene, link, place, visit)) throw routeError(['shared_link_access_denied']);
  return { link, linked: below(scene, linked, visit.path ?? '') };
}

/** A link whose item is still there. @throws ApiError 409 shared_link_not_found */
export function found(scene: Scene, url: string): { readonly link: SharedLink; readonly linked: Linked } {
  const link = scene.state.sharing.link(url);
  const linked = link === undefined ? undefined : scene.state.find(link.entryId);
  if (link === undefined || linked === undefined) throw routeError(['shared_link_not_found']);
  return { link, linked };
}

function isAdmitted(scene: Scene, link: SharedLink, place: Place, visit: Visit): boolean {
  const { state, caller } = scene;
  if (link.expiresAt !== null && link.expiresAt <= state.clock.now()) return mayRead(scene, place);
  const audience = effectiveAudience(state, link, place);
  if (audience === 'members' || audience === 'no_one') return mayRead(scene, place);
  if (link.password !== null && visit.link_password !== link.password) return false;
  return audience === 'public' || (isMember(caller.person) && isActive(caller.person));
}

/** What lies below a linked folder; a restricted folder between ends it where links do not pass. */
function below({ state }: Scene, linked: Linked, path: string): Linked {
  if (path === '') return linked;
  const { tree, entry } = linked;
  const target: Entry | undefined = entry.kind === 'folder' ? tree.at(entry.path + path) : undefined;
  if (target === undefined) throw routeError(['shared_link_not_found']);
  const outer = new Set(enclosing(state, { tree, path: entry.path }));
  const isBarred = enclosing(state, { tree, path: target.path }).some(
    (folder) => !outer.has(folder) && folder.inheritance === 'no_inherit',
  );
  if (isBarred && state.options.parentLinks === 'stop') throw routeError(['shared_link_not_found']);
  return { tree, entry: target };
}
