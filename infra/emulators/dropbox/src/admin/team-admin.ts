import { z } from 'zod';
import type { DropboxState } from '../dropbox-state.js';
import { displayName, type Person } from '../team/person.js';
import { TeamPolicies } from '../team/policies.js';
import { newGroup, newMember, outsider } from '../team/seed.js';
import { jsonOf, send, type AdminRoutes } from './admin-call.js';

const Somebody = z.strictObject({
  email: z.email(),
  givenName: z.string().min(1),
  surname: z.string().min(1),
});

const Limits = z.strictObject({
  restrictedMembers: z.int().positive(),
  members: z.int().positive(),
  foldersBelow: z.int().positive(),
  folders: z.int().positive(),
});

/** What to put into the team; members and outsiders are known by address, groups by name. */
const Seed = z.strictObject({
  members: z
    .array(
      Somebody.extend({
        externalId: z.string().nullable().default(null),
        isAdmin: z.boolean().default(false),
        status: z.enum(['active', 'invited', 'suspended', 'removed']).default('active'),
      }),
    )
    .default([]),
  outsiders: z.array(Somebody).default([]),
  groups: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        externalId: z.string().nullable().default(null),
        management: z.enum(['user_managed', 'company_managed']).default('company_managed'),
        /** Addresses of all its members. */
        members: z.array(z.email()),
      }),
    )
    .default([]),
  policies: TeamPolicies.partial().default({}),
  limits: Limits.partial().default({}),
});
type Seed = z.infer<typeof Seed>;

const Root = z.strictObject({ namespace: z.string().regex(/^[0-9]+$/) });

function plant(state: DropboxState, seed: Seed): void {
  const { directory, clock } = state;
  for (const one of seed.outsiders) directory.put(outsider(one));
  for (const one of seed.members) {
    const known = directory.byEmail(one.email);
    const fresh = known !== undefined && known.seat !== null ? known : newMember(directory, one);
    const seat = { ...(fresh.seat ?? newMember(directory, one).seat), ...seatOf(one) };
    directory.put({ ...fresh, givenName: one.givenName, surname: one.surname, seat });
  }
  for (const { name, externalId, management, members } of seed.groups) {
    const accounts = members.map((email) => [memberBy(state, email).accountId, 'member'] as const);
    const known = directory.groupByName(name);
    const group = known ?? newGroup({ name, externalId, management, createdAt: clock.now() });
    directory.putGroup({ ...group, externalId, management, members: new Map(accounts) });
  }
  directory.setPolicies(TeamPolicies.parse({ ...directory.policies, ...seed.policies }));
  state.limits = Limits.parse({ ...state.limits, ...seed.limits });
}

const seatOf = ({ externalId, isAdmin, status }: Seed['members'][number]) => ({
  externalId,
  isAdmin,
  status,
});

/** @throws TypeError */
function memberBy({ directory }: DropboxState, email: string): Person {
  const found = directory.byEmail(email);
  if (found === undefined || found.seat === null) throw new TypeError(`${email} is not on the team`);
  return found;
}

function teamOf({ directory, limits }: DropboxState): object {
  const people = [...directory.people()];
  return {
    members: people.flatMap((person) => (person.seat === null ? [] : [{ ...shape(person), ...person.seat }])),
    outsiders: people.filter(({ seat }) => seat === null).map(shape),
    groups: directory.groups().map((group) => ({
      id: group.id,
      name: group.name,
      externalId: group.externalId,
      management: group.management,
      members: directory.membersOf(group).map(([{ email }]) => email),
    })),
    policies: directory.policies,
    limits,
  };
}

const shape = (person: Person): object => ({
  accountId: person.accountId,
  email: person.email,
  name: displayName(person),
});

/** Who is on the team, and who is not. */
export const teamAdmin: AdminRoutes = {
  'GET team': ({ core, response }) => send(response, 200, teamOf(core.state)),
  /** Another namespace becomes the team’s space. */
  'PUT root': async ({ core, request, response }) => {
    core.state.moveRoot(Root.parse(await jsonOf(request)).namespace);
    send(response, 200, { root: core.state.root });
  },
  'PUT team': async ({ core, request, response }) => {
    plant(core.state, Seed.parse(await jsonOf(request)));
    send(response, 200, teamOf(core.state));
  },
};
