import { z } from 'zod';
import { parse } from './answer.js';
import type { DropboxHttp } from './http.js';

const Account = z.object({
  account_id: z.string(),
  email: z.string(),
  team: z.object({ id: z.string(), name: z.string() }).nullish(),
  root_info: z.object({ root_namespace_id: z.string(), home_namespace_id: z.string() }),
});
const Allocation = z.looseObject({ used: z.number().optional(), allocated: z.number().optional() });
const Usage = z.object({ used: z.number(), allocation: Allocation });

/** Who is connected. */
export interface DropboxIdentity {
  /** The team’s id; outside a team the account’s. */
  readonly account: string;
  readonly email: string;
  /** Null outside a team. */
  readonly team: string | null;
  /** Namespace of the team space where there is one, else the member’s home. */
  readonly root: string;
  /**
   * Where paths begin. *team-space*: a space of the whole team, where matters belong to the firm and not to a member.
   * *team-folders*: the member’s own folder, in which the team’s folders are mounted. *own-folder*: nobody’s but the member’s.
   */
  readonly layout: 'team-space' | 'team-folders' | 'own-folder';
}

const layoutOf = (isShared: boolean, isTeam: boolean): DropboxIdentity['layout'] => {
  if (isShared) return 'team-space';
  return isTeam ? 'team-folders' : 'own-folder';
};

/** Harmless calls that find out what a connection may do. Every failure is a DropboxError. */
export class DropboxSoundings {
  constructor(private readonly http: DropboxHttp) {}

  async account(): Promise<DropboxIdentity> {
    const answer = await this.#ask('users/get_current_account');
    const { account_id: own, email, team, root_info: root } = parse(Account, answer);
    return {
      account: team?.id ?? own,
      email,
      team: team?.name ?? null,
      root: root.root_namespace_id,
      layout: layoutOf(
        root.root_namespace_id !== root.home_namespace_id,
        team !== undefined && team !== null,
      ),
    };
  }

  /** Bytes that may still be written; null where Dropbox sets no limit or does not tell. */
  async spaceLeft(): Promise<number | null> {
    const { used, allocation } = parse(Usage, await this.#ask('users/get_space_usage'));
    if (allocation.allocated === undefined || allocation.allocated === 0) return null;
    return Math.max(0, allocation.allocated - (allocation.used ?? used));
  }

  /** Deletes a file that nobody changed since; for what was written only to try (files.stone, delete_v2). */
  async removeOwn(path: string, rev: string): Promise<void> {
    const arg = { path, parent_rev: rev };
    await this.http.call({ route: 'files/delete_v2', style: 'rpc', arg, repeatable: false });
  }

  #ask(route: string): Promise<unknown> {
    return this.http.call({ route, style: 'rpc', repeatable: true });
  }
}
