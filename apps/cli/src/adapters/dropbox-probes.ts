import { randomUUID } from 'node:crypto';
import type { DropboxConnections } from '@counterpart/connections';
import { FAILURES, type FirmId, type Policy } from '@counterpart/contracts';
import {
  DropboxError,
  missingScope,
  verdictOfTags,
  type DropboxClient,
  type DropboxIdentity,
  type SharedLink,
} from '@counterpart/dropbox-client';
import { locksAway, type Connecting } from './needed-scopes.js';
import { policyRoots } from './policy-roots.js';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const GIBIBYTE = 2 ** 30;
/** Below this a firm’s next large document may not find room. */
const LITTLE_SPACE = 10 * GIBIBYTE;

/** What is asked for. */
interface Asked extends Connecting {
  readonly policy: Policy;
}

/** What is asked for, and of whom. */
export interface DropboxAsked extends Asked {
  readonly connections: DropboxConnections;
  readonly firm: FirmId;
}

/** What mirroring needs of a firm’s Dropbox. One small file is written into the root, read back and deleted again. */
export function dropboxProbes({ connections, firm, ...asked }: DropboxAsked): readonly Probe[] {
  const { policy, isTeam } = asked;
  const probe = (name: string, ask: (client: DropboxClient) => Promise<Finding>): Probe => ({
    name: `Dropbox: ${name}`,
    group: 'dropbox',
    ask: async () => ask((await connections.of(firm)).client),
  });
  const roots = policyRoots(policy);
  return [
    probe('who is connected', whoInDropbox),
    ...(isTeam || locksAway(policy)
      ? [probe('act for the team', (client) => isAdministrator(client, asked))]
      : []),
    probe('space left', spaceLeft),
    ...roots.map((root) => probe(`list ${root}`, async (client) => listed(await client.look(root)))),
    ...roots.map((root) =>
      probe(`write, read and delete in ${root}`, (client) => writeReadDelete(client, root)),
    ),
    ...(locksAway(policy)
      ? [
          probe('restrict folders', (client) => canRestrict(client, asked)),
          probe('see who shares', (client) => canSeeLinks(client, asked)),
          probe('end links', (client) => canEndLinks(client, asked)),
        ]
      : []),
  ];
}

/** Whether a connection is a team’s, made by an administrator. */
export const actsForTeam = (client: DropboxClient, connecting: Connecting): Probe => ({
  name: 'Dropbox: act for the team',
  group: 'dropbox',
  ask: () => isAdministrator(client, connecting),
});

const isAdministrator = ({ team }: DropboxClient, connecting: Connecting): Promise<Finding> =>
  asTeam(connecting, async () => {
    await team.admin();
    return { holds: true, words: 'connected by an administrator of the team' };
  });

/** Asks what only a team’s administrator is answered, and says of another grant what it is. */
async function asTeam({ isTeam }: Connecting, ask: () => Promise<Finding>): Promise<Finding> {
  const again = 'run `counterpart connect dropbox` again, signed in as an administrator of the team.';
  try {
    return await ask();
  } catch (error) {
    const scope = missingScope(error);
    // A team’s scopes are asked for only where there is a member to act for.
    if (scope !== null && !isTeam) {
      const remedy = `Name the team’s member to act for in the firms file (\`dropbox.selectUser\`), then ${again}`;
      return { holds: false, words: `the connection lacks the scope ${scope}`, remedy };
    }
    const words = WHOSE.get(error instanceof DropboxError ? error.code : undefined);
    if (words === undefined) throw error;
    return {
      holds: false,
      words,
      remedy: `See to it that \`dropbox.selectUser\` names a member, then ${again}`,
    };
  }
}

/** How a team’s routes refuse whom (team.stone TokenGetAuthenticatedAdminError; auth-types page). */
const WHOSE: ReadonlyMap<DropboxError['code'] | undefined, string> = new Map([
  ['DROPBOX_ROUTE_ERROR', 'whoever connected is no administrator of the team now'],
  ['DROPBOX_REFUSED', 'the connection is one member’s, not the team’s'],
]);

/** Reads the links that lead to a folder. */
const canSeeLinks = ({ sharing, team }: DropboxClient, asked: Asked): Promise<Finding> =>
  asTeam(asked, async () => {
    await team.admin();
    await unlessAbsent(sharing.links(asked.policy.roots.default, { directOnly: true }));
    return { holds: true, words: 'links are shown' };
  });

/** Nobody made it. */
const NO_LINK: SharedLink = {
  url: 'https://www.dropbox.com/scl/fi/counterpart-doctor-none/none',
  itemId: null,
  itemName: '',
  audience: 'no_one',
};

/** Ends a link that there never was: Dropbox asks for the scope first, and then finds nothing. */
const canEndLinks = ({ sharing, team }: DropboxClient, asked: Asked): Promise<Finding> =>
  asTeam(asked, async () => {
    await team.admin();
    await unlessAbsent(sharing.revoke(NO_LINK));
    return { holds: true, words: 'links may be ended' };
  });

/** Waits for a call that is let through as well where what it asks for is not there. */
async function unlessAbsent(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof DropboxError && error.code === 'DROPBOX_ROUTE_ERROR')) throw error;
  }
}

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

const FILE_IN_PLACE = 'Move the file, or give the policy another root (`roots`).';

const listed = ({ kind }: { readonly kind: string }): Finding =>
  kind === 'file'
    ? { holds: false, words: 'a file lies where the folder belongs', remedy: FILE_IN_PLACE }
    : { holds: true, words: kind === 'nothing' ? 'not made yet' : 'there' };

/** Under a name that nobody has; deleted only as long as nobody changed it. */
async function writeReadDelete(client: DropboxClient, root: string): Promise<Finding> {
  const bytes = Buffer.from(`Counterpart tries whether it may write here. ${randomUUID()}\n`);
  const path = `${root === '/' ? '' : root}/.counterpart-doctor-${randomUUID()}.txt`;
  const session = await client.sessions.startClosed(bytes);
  const entry = { session, offset: bytes.length, path, replaces: null, clientModified: null };
  const [result] = await client.finishBatch([entry]);
  if (result?.kind !== 'committed') return refusedWriting(result?.tags ?? []);
  try {
    const read: Uint8Array[] = [];
    for await (const chunk of client.download(path)) read.push(chunk);
    if (Buffer.concat(read).equals(bytes)) return { holds: true, words: 'done' };
    return OTHER_BYTES;
  } finally {
    await client.soundings.removeOwn(path, result.file.rev);
  }
}

const OTHER_BYTES: Finding = {
  holds: false,
  words: 'other bytes were read than were written',
  remedy:
    'Run the doctor again; if it stays so, look for a proxy in between. No damaged copy is ever taken for a document.',
};

/** @param tags of the refusal, from the outside in */
function refusedWriting(tags: readonly string[]): Finding {
  const words = `writing was refused: ${tags.length === 0 ? 'without an answer' : tags.join('/')}`;
  if (tags.includes('conflict')) return { holds: false, words, remedy: FILE_IN_PLACE };
  const { remedy } = FAILURES[verdictOfTags(tags)?.code ?? 'DROPBOX_FORBIDDEN'];
  return { holds: false, words, remedy };
}

const canRestrict = ({ team }: DropboxClient, asked: Asked): Promise<Finding> =>
  asTeam(asked, async () => {
    const { group } = asked.policy.privileged;
    const groups = await team.groups();
    if (groups.some(({ name }) => name === group))
      return { holds: true, words: `the group ${group} is there` };
    return {
      holds: false,
      words: `the team has no group ${group}`,
      remedy: `Make the group ${group} in the Dropbox admin console, or name another in the policy (\`privileged.group\`).`,
    };
  });
