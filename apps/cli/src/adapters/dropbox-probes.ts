import { randomUUID } from 'node:crypto';
import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId, Policy } from '@counterpart/contracts';
import {
  DropboxError,
  type DropboxClient,
  type DropboxIdentity,
  type SharedLink,
} from '@counterpart/dropbox-client';
import { locksAway } from './needed-scopes.js';
import { policyRoots } from './policy-roots.js';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const GIBIBYTE = 2 ** 30;
/** Below this a firm’s next large document may not find room. */
const LITTLE_SPACE = 10 * GIBIBYTE;

/** What is asked for, and of whom. */
export interface DropboxAsked {
  readonly connections: DropboxConnections;
  readonly firm: FirmId;
  readonly policy: Policy;
  /** The grant is a team’s: the firms file names a member to act for. */
  readonly isTeam: boolean;
}

/** What mirroring needs of a firm’s Dropbox. One small file is written into the root, read back and deleted again. */
export function dropboxProbes({ connections, firm, policy, isTeam }: DropboxAsked): readonly Probe[] {
  const probe = (name: string, ask: (client: DropboxClient) => Promise<Finding>): Probe => ({
    name: `Dropbox: ${name}`,
    group: 'dropbox',
    ask: async () => ask((await connections.of(firm)).client),
  });
  const roots = policyRoots(policy);
  return [
    probe('who is connected', whoInDropbox),
    ...(isTeam || locksAway(policy) ? [probe('act for the team', isAdministrator)] : []),
    probe('space left', spaceLeft),
    ...roots.map((root) => probe(`list ${root}`, async (client) => listed(await client.look(root)))),
    ...roots.map((root) =>
      probe(`write, read and delete in ${root}`, (client) => writeReadDelete(client, root)),
    ),
    ...(locksAway(policy)
      ? [
          probe('restrict folders', (client) => canRestrict(client, policy)),
          probe('see who shares', (client) => canSeeLinks(client, policy)),
          probe('end links', canEndLinks),
        ]
      : []),
  ];
}

/** Whether a connection is a team’s, made by an administrator. */
export const actsForTeam = (client: DropboxClient): Probe => ({
  name: 'Dropbox: act for the team',
  group: 'dropbox',
  ask: () => isAdministrator(client),
});

async function isAdministrator({ team }: DropboxClient): Promise<Finding> {
  await team.admin();
  return { holds: true, words: 'connected by an administrator of the team' };
}

/** Reads the links that lead to a folder. */
async function canSeeLinks({ sharing }: DropboxClient, { roots }: Policy): Promise<Finding> {
  try {
    await sharing.links(roots.default, { directOnly: true });
  } catch (error) {
    if (!isRouteError(error)) throw error;
  }
  return { holds: true, words: 'links are shown' };
}

/** Nobody made it. */
const NO_LINK: SharedLink = {
  url: 'https://www.dropbox.com/scl/fi/counterpart-doctor-none/none',
  itemId: null,
  itemName: '',
  audience: 'no_one',
};

/** Ends a link that there never was: Dropbox asks for the scope first, and then finds nothing. */
async function canEndLinks({ sharing }: DropboxClient): Promise<Finding> {
  try {
    await sharing.revoke(NO_LINK);
  } catch (error) {
    if (!isRouteError(error)) throw error;
  }
  return { holds: true, words: 'links may be ended' };
}

/** The call was let through, and what it asked for is not there. */
const isRouteError = (error: unknown): boolean =>
  error instanceof DropboxError && error.code === 'DROPBOX_ROUTE_ERROR';

/** What people are told about the place where paths begin. */
const LAYOUTS: Readonly<Record<DropboxIdentity['layout'], string>> = {
  'team-space': 'the team space',
  'team-folders': 'the member’s own folder, with the team’s folders in it',
  'own-folder': 'the member’s own folder',
};

/** Whose connection it is, and where its paths begin. */
export async function whoInDropbox({ soundings }: DropboxClient): Promise<Finding> {
  const { email, team, layout, root } = await soundings.account();
  const whose = `${email}${team === null ? '' : ` of ${team}`}`;
  return { holds: true, words: `${whose}; paths begin in ${LAYOUTS[layout]} (namespace ${root})` };
}

async function spaceLeft({ soundings }: DropboxClient): Promise<Finding> {
  const left = await soundings.spaceLeft();
  if (left === null) return { holds: true, words: 'no limit is told' };
  const words = `${Math.floor(left / GIBIBYTE)} GiB`;
  if (left >= LITTLE_SPACE) return { holds: true, words };
  return { holds: false, words, remedy: 'Make room in Dropbox, or buy more.' };
}

const listed = ({ kind }: { readonly kind: string }): Finding =>
  kind === 'file'
    ? {
        holds: false,
        words: 'a file lies where the folder belongs',
        remedy: 'Move the file, or give the policy another root (`roots.default`).',
      }
    : { holds: true, words: kind === 'nothing' ? 'not made yet' : 'there' };

/** Under a name that nobody has; deleted only as long as nobody changed it. */
async function writeReadDelete(client: DropboxClient, root: string): Promise<Finding> {
  const bytes = Buffer.from(`Counterpart tries whether it may write here. ${randomUUID()}\n`);
  const path = `${root === '/' ? '' : root}/.counterpart-doctor-${randomUUID()}.txt`;
  const session = await client.sessions.startClosed(bytes);
  const entry = { session, offset: bytes.length, path, replaces: null, clientModified: null };
  const [result] = await client.finishBatch([entry]);
  if (result?.kind !== 'committed') {
    return refusedWriting(`writing was refused: ${result?.tags.join('/') ?? 'without an answer'}`);
  }
  try {
    const read: Uint8Array[] = [];
    for await (const chunk of client.download(path)) read.push(chunk);
    if (Buffer.concat(read).equals(bytes)) return { holds: true, words: 'done' };
    return refusedWriting('other bytes were read than were written');
  } finally {
    await client.soundings.removeOwn(path, result.file.rev);
  }
}

const refusedWriting = (words: string): Finding => ({
  holds: false,
  words,
  remedy: 'Give the connected Dropbox user write access to the root folder.',
});

async function canRestrict({ team }: DropboxClient, { privileged }: Policy): Promise<Finding> {
  const groups = await team.groups();
  const { group } = privileged;
  if (groups.some(({ name }) => name === group)) return { holds: true, words: `the group ${group} is there` };
  return {
    holds: false,
    words: `the team has no group ${group}`,
    remedy: `Make the group ${group} in the Dropbox admin console, or name another in the policy (\`privileged.group\`).`,
  };
}
