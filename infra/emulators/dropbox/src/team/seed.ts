import { createHash } from 'node:crypto';
import { Directory } from './directory.js';
import type { Group, GroupManagement, GroupRole } from './group.js';
import type { Member, Person } from './person.js';

const TEAM_ID = 'dbtid:AAFdgehTzw7WlXhZJsbGCLePe8RvQGYDr-I';
const TEAM_NAME = 'Hartwell & Reyes LLP';
/** The member who connected the application. */
const CONNECTED_EMAIL = 'eleanor.hartwell@hartwell-reyes.example';
/** The system’s own group of all members. */
const EVERYONE_ID = idFrom('g:', 'everyone', 32, 'hex');

const FOUNDED = Date.UTC(2026, 0, 5);
const FIRST_HOME = 3_235_645;

/** Attorneys, then the rest of the office. */
const ATTORNEYS: readonly (readonly [string, string])[] = [
  ['Eleanor', 'Hartwell'],
  ['Marisol', 'Reyes'],
  ['Daniel', 'Okafor'],
  ['Priya', 'Raman'],
  ['Søren', 'Lindqvist'],
];
const OFFICE: readonly (readonly [string, string])[] = [
  ['Grace', 'Lin'],
  ['Samuel', 'Adeyemi'],
  ['Noémie', 'Dubois'],
];

function idFrom(prefix: string, text: string, length: number, encoding: 'hex' | 'base64url'): string {
  return prefix + createHash('sha256').update(text).digest(encoding).slice(0, length);
}

/** Somebody new. The ids follow from the address: the same address gives the same ids in every run. */
interface Newcomer {
  readonly email: string;
  readonly givenName: string;
  readonly surname: string;
  readonly externalId?: string | null;
  readonly isAdmin?: boolean;
}

/** An account outside the team. */
export const outsider = ({ email, givenName, surname }: Newcomer): Person => ({
  accountId: idFrom('dbid:AA', email, 33, 'base64url'),
  email,
  givenName,
  surname,
  seat: null,
});

/** A member whose home is the next free namespace. */
export function newMember(directory: Directory, newcomer: Newcomer): Member {
  const { email, externalId = null, isAdmin = false } = newcomer;
  return {
    ...outsider(newcomer),
    seat: {
      memberId: idFrom('dbmid:AA', email, 33, 'base64url'),
      externalId,
      isAdmin,
      status: 'active',
      homeNamespace: String(FIRST_HOME + directory.members().length),
      joinedAt: FOUNDED,
    },
  };
}

/** A group; its id follows from its name. */
export function newGroup(about: {
  readonly name: string;
  readonly externalId?: string | null;
  readonly management: GroupManagement;
  readonly createdAt: number;
  readonly members?: ReadonlyMap<string, GroupRole>;
}): Group {
  const { name, externalId = null, management, createdAt, members = new Map() } = about;
  return { id: idFrom('g:', name, 32, 'hex'), name, externalId, management, createdAt, members };
}

function mailbox(givenName: string, surname: string): string {
  const plain = `${givenName}.${surname}`.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ø', 'o');
  return `${plain.toLowerCase()}@hartwell-reyes.example`;
}

/** The firm that the emulator opens with: five attorneys in a group of their own, three others, one administrator. */
export function foundTeam(): Directory {
  const directory = new Directory(TEAM_ID, TEAM_NAME);
  for (const [givenName, surname] of [...ATTORNEYS, ...OFFICE]) {
    const email = mailbox(givenName, surname);
    const member = newMember(directory, { email, givenName, surname, isAdmin: email === CONNECTED_EMAIL });
    directory.put(email === CONNECTED_EMAIL ? connected(member) : member);
  }
  const everyone = newGroup({
    name: `Everyone at ${TEAM_NAME}`,
    management: 'system_managed',
    createdAt: FOUNDED,
  });
  directory.putGroup({ ...everyone, id: EVERYONE_ID });
  const attorneys = directory.members().slice(0, ATTORNEYS.length);
  directory.putGroup(
    newGroup({
      name: 'Attorneys',
      externalId: 'attorneys',
      management: 'company_managed',
      createdAt: FOUNDED,
      members: new Map(attorneys.map(({ accountId }) => [accountId, 'member'])),
    }),
  );
  return directory;
}

/** The connected member keeps the ids that the specification’s examples have. */
const connected = (member: Member): Member => ({
  ...member,
  accountId: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
  seat: { ...member.seat, memberId: 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU' },
});

/** The group that holds every active member. */
export function everyoneIn(directory: Directory): Group {
  const found = directory.group(EVERYONE_ID);
  if (found === undefined) throw new TypeError('the team has no group of everyone');
  return found;
}

/** Who connected the application. @throws TypeError where nobody did */
export function connectedMember(directory: Directory): Member {
  const found = directory.members().find(({ email }) => email === CONNECTED_EMAIL);
  if (found === undefined) throw new TypeError('nobody is connected');
  return found;
}
