import type { Group, GroupRole } from './group.js';
import { isActive, isMember, type Member, type Person } from './person.js';
import { OPEN_POLICIES, type TeamPolicies } from './policies.js';

/** The people and groups of one team, and the accounts outside it that it deals with. */
export class Directory {
  readonly #people = new Map<string, Person>();
  readonly #groups = new Map<string, Group>();
  readonly #deletedGroups = new Set<string>();
  #policies: TeamPolicies = OPEN_POLICIES;
  /** Called after every change. */
  changed: () => void = () => undefined;

  constructor(
    readonly teamId: string,
    readonly teamName: string,
  ) {}

  get policies(): TeamPolicies {
    return this.#policies;
  }

  setPolicies(policies: TeamPolicies): void {
    this.#policies = policies;
    this.changed();
  }

  /** Puts a person in, or in the place of whom the account belongs to. */
  put(person: Person): void {
    this.#people.set(person.accountId, person);
    this.changed();
  }

  people(): Iterable<Person> {
    return this.#people.values();
  }

  /** Members in the order they came; removed ones last of all are still known. */
  members(): readonly Member[] {
    return [...this.#people.values()].filter(isMember);
  }

  byAccount(accountId: string): Person | undefined {
    return this.#people.get(accountId);
  }

  byMemberId(memberId: string): Member | undefined {
    return this.members().find(({ seat }) => seat.memberId === memberId);
  }

  byExternalId(externalId: string): Member | undefined {
    return this.members().find(({ seat }) => seat.externalId === externalId);
  }

  byEmail(email: string): Person | undefined {
    const wanted = email.toLowerCase();
    return [...this.#people.values()].find((person) => person.email.toLowerCase() === wanted);
  }

  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  groupByExternalId(externalId: string): Group | undefined {
    return this.groups().find((group) => group.externalId === externalId);
  }

  groupByName(name: string): Group | undefined {
    const wanted = name.toLowerCase();
    return this.groups().find((group) => group.name.toLowerCase() === wanted);
  }

  isDeletedGroup(id: string): boolean {
    return this.#deletedGroups.has(id);
  }

  putGroup(group: Group): void {
    this.#groups.set(group.id, group);
    this.changed();
  }

  deleteGroup(id: string): void {
    if (this.#groups.delete(id)) this.#deletedGroups.add(id);
    this.changed();
  }

  setGroupMembers(group: Group, members: ReadonlyMap<string, GroupRole>): Group {
    const changed = { ...group, members };
    this.putGroup(changed);
    return changed;
  }

  /** The members of a group that still belong to the team, with their parts in it. */
  membersOf(group: Group): readonly (readonly [Member, GroupRole])[] {
    const roles: Iterable<readonly [string, GroupRole]> =
      group.management === 'system_managed'
        ? this.members().map(({ accountId }) => [accountId, 'member'] as const)
        : group.members;
    return [...roles].flatMap(([accountId, role]) => {
      const person = this.#people.get(accountId);
      const belongs = person !== undefined && isMember(person) && person.seat.status !== 'removed';
      return belongs && (group.management !== 'system_managed' || isActive(person))
        ? [[person, role] as const]
        : [];
    });
  }

  /** Accounts of a group’s members; none for a group that is not known. */
  accountsIn(groupId: string): readonly string[] {
    const group = this.#groups.get(groupId);
    return group === undefined ? [] : this.membersOf(group).map(([{ accountId }]) => accountId);
  }

  /** Whether an account can open anything at all. */
  isActive(accountId: string): boolean {
    const person = this.#people.get(accountId);
    return person !== undefined && isActive(person);
  }

  groupsOf({ accountId }: Person): readonly Group[] {
    return this.groups().filter((group) =>
      this.membersOf(group).some(([member]) => member.accountId === accountId),
    );
  }
}
