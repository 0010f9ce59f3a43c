import { z } from 'zod';
import type { Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';
import { DropboxHand } from './dropbox-hand.js';

/** Everybody whom privileged documents are for. */
const ALLOWED = { groups: ['Attorneys'] };
const RESTRICTED = '/Privileged';

const Exposure = z.object({
  watch: z.string(),
  item: z.object({ path: z.string() }),
  who: z.looseObject({ kind: z.string() }),
  opened: z.object({ call: z.number().nullable(), route: z.string() }),
  closed: z.object({ route: z.string() }).nullable(),
});
/** A time that somebody else could reach privileged bytes, as the emulated Dropbox judged it. */
export type Exposure = z.infer<typeof Exposure>;

const Groups = z.object({ groups: z.array(z.object({ group_id: z.string(), group_name: z.string() })) });
const Mails = z.object({ messages: z.array(z.object({ messageId: z.string(), subject: z.string() })) });

/** The firm’s people, who work in Dropbox by hand, and the record of who could reach what. */
export class PrivilegeOffice {
  constructor(private readonly stack: Stack) {}

  /** Watches these bytes wherever they are, and all that comes below the restricted folder. */
  async watch(name: string, contentHashes: readonly string[]): Promise<void> {
    await this.watchContents(name, contentHashes);
    await this.#admin('PUT', 'access/watches', { name: 'folder', path: RESTRICTED, allowed: ALLOWED });
  }

  async watchContents(name: string, contentHashes: readonly string[]): Promise<void> {
    await this.#admin('PUT', 'access/watches', { name, contentHashes, allowed: ALLOWED });
  }

  async leaks(): Promise<readonly Exposure[]> {
    const told = await this.#admin('GET', 'access/exposures');
    return z.object({ leaks: z.array(Exposure) }).parse(told).leaks;
  }

  /** There was a folder of the restricted one’s name, with a link for everybody. */
  async leavePlainFolder(): Promise<void> {
    await this.#deed('grace.lin', 'files/create_folder_v2', { path: RESTRICTED });
    await this.link('grace.lin', RESTRICTED);
  }

  async renameGroup(from: string, to: string): Promise<void> {
    const { groups } = Groups.parse(await this.#deed('eleanor.hartwell', 'team/groups/list', {}));
    const group_id = groups.find(({ group_name: name }) => name === from)?.group_id;
    if (group_id === undefined) throw new ObservationFailed(`there is no group ${from}`);
    const group = { '.tag': 'group_id', group_id };
    await this.#deed('eleanor.hartwell', 'team/groups/update', { group, new_group_name: to });
  }

  /** A member makes a link for everybody. */
  link(mailbox: string, path: string): Promise<unknown> {
    return this.#deed(mailbox, 'sharing/create_shared_link_with_settings', { path });
  }

  /** The folder’s owner opens it: links may go out, and members from above come in. */
  async openFolder(namespace: string): Promise<void> {
    const shared_folder_id = namespace;
    await this.#deed('eleanor.hartwell', 'sharing/update_folder_policy', {
      shared_folder_id,
      shared_link_policy: 'anyone',
    });
    const access_inheritance = 'inherit';
    await this.#deed('eleanor.hartwell', 'sharing/set_access_inheritance', {
      shared_folder_id,
      access_inheritance,
    });
    await this.#admin('POST', 'jobs');
  }

  /** The owner lets one more person in. */
  async addPerson(namespace: string, mailbox: string): Promise<void> {
    const email = `${mailbox}@hartwell-reyes.example`;
    const members = [{ member: { '.tag': 'email', email }, access_level: 'viewer' }];
    await this.#deed('eleanor.hartwell', 'sharing/add_folder_member', {
      shared_folder_id: namespace,
      members,
    });
  }

  /** Mails whose subject holds these words: how many different ones, and how many of them came again after a crash. */
  async mails(words: string): Promise<{ readonly different: number; readonly repeated: number }> {
    const response = await fetch(`${this.stack.addresses.inbox}/messages`);
    const { messages } = Mails.parse(await response.json());
    const ids = messages.filter(({ subject }) => subject.includes(words)).map(({ messageId }) => messageId);
    const different = new Set(ids).size;
    return { different, repeated: ids.length - different };
  }

  /** Somebody outside the firm is let into a file. */
  async inviteGuest(file: string): Promise<void> {
    const members = [{ '.tag': 'email', email: 'guest@elsewhere.example' }];
    await this.#deed('eleanor.hartwell', 'sharing/add_file_member', { file, members });
  }

  #deed(mailbox: string, route: string, arg: object): Promise<unknown> {
    return new DropboxHand(this.stack, mailbox).does(route, arg);
  }

  async #admin(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.stack.addresses.dropbox}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ObservationFailed(`${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
