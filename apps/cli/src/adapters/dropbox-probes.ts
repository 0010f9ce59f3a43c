import { randomUUID } from 'node:crypto';
import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId, Policy } from '@counterpart/contracts';
import type { DropboxClient } from '@counterpart/dropbox-client';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const GIBIBYTE = 2 ** 30;
/** Below this a firm’s next large document may not find room. */
const LITTLE_SPACE = 10 * GIBIBYTE;

/** What is asked for, and of whom. */
export interface DropboxAsked {
  readonly connections: DropboxConnections;
  readonly firm: FirmId;
  readonly policy: Policy;
}

/** What mirroring needs of a firm’s Dropbox. One small file is written into the root, read back and deleted again. */
export function dropboxProbes({ connections, firm, policy }: DropboxAsked): readonly Probe[] {
  const probe = (name: string, ask: (client: DropboxClient) => Promise<Finding>): Probe => ({
    name: `Dropbox: ${name}`,
    group: 'dropbox',
    ask: async () => ask((await connections.of(firm)).client),
  });
  const root = policy.roots.default;
  return [
    probe('who is connected', whoIsConnected),
    probe('space left', spaceLeft),
    probe(`list ${root}`, async (client) => listed(await client.look(root))),
    probe(`write, read and delete in ${root}`, (client) => writeReadDelete(client, root)),
    ...(locksAway(policy) ? [probe('restrict folders', (client) => canRestrict(client, policy))] : []),
  ];
}

async function whoIsConnected({ soundings }: DropboxClient): Promise<Finding> {
  const { email, team, hasTeamSpace } = await soundings.account();
  const where = hasTeamSpace ? 'the team space' : 'the member’s own folder';
  return { holds: true, words: `${email}${team === null ? '' : ` of ${team}`}; paths begin in ${where}` };
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

const locksAway = ({ privileged }: Policy): boolean =>
  privileged.categories.length + Object.keys(privileged.customFields).length > 0;

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
