import { startTeam, type File, type Loose, type Team } from './team.js';
import type { EmulatorOptions } from '../src/index.js';

export const ROOT = '3235641';
export const address = (mailbox: string): string => `${mailbox}@hartwell-reyes.example`;
export const byEmail = (email: string) => ({ '.tag': 'email', email });
export const byId = (dropbox_id: string) => ({ '.tag': 'dropbox_id', dropbox_id });

type Reply = Awaited<ReturnType<Team['rpc']>>;

/** A member at work in the team’s space. */
export interface Worker {
  readonly memberId: string;
  readonly accountId: string;
  rpc(route: string, arg?: unknown): Promise<Reply>;
  /** As {@link Worker.rpc}, and fails unless the answer is 200. */
  ok(route: string, arg?: unknown): Promise<Loose>;
  /** The summary of the error that the call answers. */
  refused(route: string, arg?: unknown): Promise<unknown>;
  put(path: string, content: string): Promise<File>;
  upload(path: string, content: string): Promise<Reply>;
}

/** A team with its members by mailbox, and the attorneys’ group. */
export interface Office {
  readonly team: Team;
  readonly attorneys: string;
  as(mailbox: string): Worker;
}

interface Profile {
  readonly email: string;
  readonly team_member_id: string;
  readonly account_id: string;
}

export async function openOffice(options: Partial<EmulatorOptions> = {}): Promise<Office> {
  const team = await startTeam(options);
  const { body } = await team.rpc('team/members/list_v2', {});
  const profiles = (body['members'] as readonly { readonly profile: Profile }[]).map(
    ({ profile }) => profile,
  );
  const { body: groups } = await team.rpc('team/groups/list', {});
  const group = (groups['groups'] as readonly Loose[]).find(({ group_name: name }) => name === 'Attorneys');
  return {
    team,
    attorneys: String(group?.['group_id']),
    as: (mailbox) => {
      const profile = profiles.find(({ email }) => email === address(mailbox));
      if (profile === undefined) throw new Error(`nobody is ${mailbox}`);
      return worker(team, profile);
    },
  };
}

function worker(team: Team, { team_member_id: memberId, account_id: accountId }: Profile): Worker {
  const headers = {
    'dropbox-api-select-user': memberId,
    'dropbox-api-path-root': JSON.stringify({ '.tag': 'root', root: ROOT }),
  };
  const rpc: Worker['rpc'] = (route, arg) => team.rpc(route, arg, headers);
  const ok: Worker['ok'] = async (route, arg) => {
    const { status, text, body } = await rpc(route, arg);
    if (status !== 200) throw new Error(`${route}: ${status} ${text}`);
    return body;
  };
  return {
    memberId,
    accountId,
    rpc,
    ok,
    refused: async (route, arg) => {
      const { status, body, text } = await rpc(route, arg);
      return status === 409 ? body['error_summary'] : `${status} ${text}`;
    },
    upload: (path, content) => team.upload('files/upload', { path }, content, headers),
    put: async (path, content) => {
      const { status, text, body } = await team.upload('files/upload', { path }, content, headers);
      if (status !== 200) throw new Error(`${status} ${text}`);
      return body as unknown as File;
    },
  };
}

/** Shares a folder; gives its id. */
export async function share(worker: Worker, path: string, arg: object = {}): Promise<string> {
  const body = await worker.ok('sharing/share_folder', { path, ...arg });
  return String(body['shared_folder_id']);
}

/** The restricted folder of the attorneys. */
export async function restrict({ as, attorneys }: Office, path = '/Privileged'): Promise<string> {
  const eleanor = as('eleanor.hartwell');
  const id = await share(eleanor, path, {
    access_inheritance: 'no_inherit',
    member_policy: 'team',
    acl_update_policy: 'owner',
    shared_link_policy: 'members',
  });
  const members = [{ member: byId(attorneys), access_level: 'editor' }];
  await eleanor.ok('sharing/add_folder_member', { shared_folder_id: id, members, quiet: true });
  return id;
}
