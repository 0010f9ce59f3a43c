import { z } from 'zod';
import { parse } from '../answer.js';
import type { DropboxHttp } from '../http.js';
import { pagesOf } from './pages.js';

/** A group of the team. */
export interface DropboxGroup {
  /** `g:…` */
  readonly id: string;
  readonly name: string;
  /** Kept by Dropbox itself, as the group of everybody is: folders cannot be given to it. */
  readonly isAutomatic: boolean;
}

/** Somebody in a group. */
export interface DropboxPerson {
  /** `dbid:…`; null for a member who has no account yet. */
  readonly accountId: string | null;
  readonly email: string;
}

const Group = z.object({
  group_id: z.string(),
  group_name: z.string(),
  group_management_type: z.looseObject({ '.tag': z.string() }),
});
const Groups = z.object({ groups: z.array(Group), cursor: z.string(), has_more: z.boolean() });
const Profile = z.object({ account_id: z.string().nullish(), email: z.string() });
const GroupMembers = z.object({
  members: z.array(z.object({ profile: Profile })),
  cursor: z.string(),
  has_more: z.boolean(),
});
const Admin = z.object({ admin_profile: z.object({ team_member_id: z.string() }) });

/** The team (team.stone). Its routes need a team’s token. Every failure is a DropboxError. */
export class Team {
  #admin: Promise<string> | undefined;

  constructor(private readonly http: DropboxHttp) {}

  /** The administrator who connected the application, `dbmid:…`; asked once. */
  async admin(): Promise<string> {
    this.#admin ??= this.#askAdmin();
    try {
      return await this.#admin;
    } catch (error) {
      this.#admin = undefined;
      throw error;
    }
  }

  async #askAdmin(): Promise<string> {
    const answer = await this.#call('team/token/get_authenticated_admin');
    return parse(Admin, answer).admin_profile.team_member_id;
  }

  /** Every group. */
  async groups(): Promise<readonly DropboxGroup[]> {
    const pages = await pagesOf(
      'team/groups/list',
      {},
      (route, arg) => this.#call(route, arg),
      (answer) => {
        const { groups, cursor, has_more: hasMore } = parse(Groups, answer);
        return { items: groups, cursor: hasMore ? cursor : null };
      },
    );
    return pages.map(({ group_id: id, group_name: name, group_management_type: management }) => ({
      id,
      name,
      isAutomatic: management['.tag'] === 'system_managed',
    }));
  }

  /** Everybody in a group. */
  async groupMembers(groupId: string): Promise<readonly DropboxPerson[]> {
    const pages = await pagesOf(
      'team/groups/members/list',
      { group: { '.tag': 'group_id', group_id: groupId } },
      (route, arg) => this.#call(route, arg),
      (answer) => {
        const { members, cursor, has_more: hasMore } = parse(GroupMembers, answer);
        return { items: members, cursor: hasMore ? cursor : null };
      },
    );
    return pages.map(({ profile }) => ({ accountId: profile.account_id ?? null, email: profile.email }));
  }

  #call(route: string, arg?: object): Promise<unknown> {
    const call = { route, style: 'rpc', repeatable: true, actor: { kind: 'team' } } as const;
    return this.http.call(arg === undefined ? call : { ...call, arg });
  }
}
