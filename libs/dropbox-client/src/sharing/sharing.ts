import { z } from 'zod';
import { parse } from '../answer.js';
import { DropboxError } from '../errors.js';
import type { DropboxHttp } from '../http.js';
import { awaitJob } from '../jobs.js';
import type { Actor } from '../lasting-refusal.js';
import {
  linksOf,
  membersOf,
  sharedFolderOf,
  standingOf,
  type SharedFolder,
  type SharedLink,
  type SharingMember,
  type Standing,
} from './answers.js';
import { pagesOf } from './pages.js';
import type { Team } from './team.js';

/** Terms of a restricted folder: nobody from above, members of the team, changed by its owner, links for members. */
const RESTRICTED = {
  member_policy: 'team',
  acl_update_policy: 'owner',
  shared_link_policy: 'members',
} as const;

const CHECK = 'sharing/check_share_job_status';

/**
 * Who may open what (sharing.stone). Links are read and revoked with an administrator’s eyes: a member may be told of
 * the own ones only. Every failure is a DropboxError.
 */
export class Sharing {
  constructor(
    private readonly http: DropboxHttp,
    private readonly team: Team,
  ) {}

  /** The account that acts: the first owner of what it shares, `dbid:…`. */
  async account(): Promise<string> {
    const answer = await this.#call('users/get_current_account');
    return parse(z.object({ account_id: z.string() }), answer).account_id;
  }

  /** What lies at a path or id now, and in which shared folder. */
  async standing(path: string): Promise<Standing> {
    try {
      return standingOf(await this.#call('files/get_metadata', { path }));
    } catch (error) {
      if (isTagged(error, 'not_found')) return { kind: 'nothing' };
      throw error;
    }
  }

  /** Whether nothing lies in a folder. */
  async isEmpty(path: string): Promise<boolean> {
    const answer = await this.#call('files/list_folder', { path, limit: 1 });
    return parse(z.object({ entries: z.array(z.unknown()) }), answer).entries.length === 0;
  }

  /**
   * Makes a restricted folder at a path, or restricts the plain one that stands there. One that is shared already is
   * left as it is.
   * @returns its namespace id
   */
  async restrict(path: string): Promise<string> {
    try {
      const arg = { path, access_inheritance: 'no_inherit', ...RESTRICTED };
      const launched = await this.#call('sharing/share_folder', arg);
      return sharedFolderOf(await awaitJob(this.http, CHECK, launched)).id;
    } catch (error) {
      const id = alreadyShared(error);
      if (id === undefined) throw error;
      return id;
    }
  }

  /** Takes a shared folder’s members from itself alone. */
  async cutInheritance(id: string): Promise<void> {
    const arg = { shared_folder_id: id, access_inheritance: 'no_inherit' };
    await awaitJob(this.http, CHECK, await this.#call('sharing/set_access_inheritance', arg));
  }

  /** Gives a shared folder the terms of a restricted one. */
  async tightenPolicy(id: string): Promise<void> {
    await this.#call('sharing/update_folder_policy', { shared_folder_id: id, ...RESTRICTED });
  }

  /** Lets a group edit in a shared folder; nobody is told by Dropbox. */
  async addGroup(id: string, group: string): Promise<void> {
    const member = { '.tag': 'dropbox_id', dropbox_id: group };
    const members = [{ member, access_level: 'editor' }];
    await this.#call('sharing/add_folder_member', { shared_folder_id: id, members, quiet: true });
  }

  async folder(id: string): Promise<SharedFolder> {
    return sharedFolderOf(await this.#call('sharing/get_folder_metadata', { shared_folder_id: id }));
  }

  /** Everybody who may open a shared folder as a member; by its path, those from above are among them. */
  folderMembers(id: string, path: string): Promise<readonly SharingMember[]> {
    return this.#pages('sharing/list_folder_members', { shared_folder_id: id, path }, membersOf);
  }

  /** Everybody who may open a file as a member, those from above included. @param file path or id */
  fileMembers(file: string): Promise<readonly SharingMember[]> {
    return this.#pages('sharing/list_file_members', { file, include_inherited: true }, membersOf);
  }

  /** Takes away every member that a file has by name. */
  async removeFileMembers(file: string): Promise<void> {
    await this.#call('sharing/unshare_file', { file });
  }

  /** Every link that leads to an item: its own, and unless `directOnly` those of the folders above it. */
  async links(
    path: string,
    { directOnly }: { readonly directOnly: boolean },
  ): Promise<readonly SharedLink[]> {
    const links: SharedLink[] = [];
    const actor = await this.#admin();
    let arg: object = { path, direct_only: directOnly };
    for (;;) {
      const page = linksOf(await this.#call('sharing/list_shared_links', arg, actor));
      links.push(...page.items);
      if (!page.hasMore || page.cursor === null) return links;
      arg = { cursor: page.cursor };
    }
  }

  /** Ends a link; one that is gone already is as good. */
  async revoke({ url }: SharedLink): Promise<void> {
    try {
      await this.#call('sharing/revoke_shared_link', { url }, await this.#admin());
    } catch (error) {
      if (!isTagged(error, 'shared_link_not_found')) throw error;
    }
  }

  async #admin(): Promise<Actor> {
    return { kind: 'admin', memberId: await this.team.admin() };
  }

  #pages<Item>(
    route: string,
    arg: object,
    read: (answer: unknown) => { readonly items: readonly Item[]; readonly cursor: string | null },
  ): Promise<readonly Item[]> {
    return pagesOf(route, arg, (page, words) => this.#call(page, words), read);
  }

  /** Every call here says what shall be, so doing it twice is as good as once. */
  #call(route: string, arg?: object, actor?: Actor): Promise<unknown> {
    return this.http.call({
      route,
      style: 'rpc',
      repeatable: true,
      ...(arg === undefined ? {} : { arg }),
      ...(actor === undefined ? {} : { actor }),
    });
  }
}

const isTagged = (error: unknown, tag: string): boolean =>
  error instanceof DropboxError && error.tags.includes(tag);

const Already = z.object({ bad_path: z.object({ shared_folder_id: z.string() }) });

/** The folder that a refusal says is shared already (SharePathError.already_shared carries its metadata). */
function alreadyShared(error: unknown): string | undefined {
  if (!(error instanceof DropboxError) || !error.tags.includes('already_shared')) return undefined;
  return Already.safeParse(error.union).data?.bad_path.shared_folder_id;
}
