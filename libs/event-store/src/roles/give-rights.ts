import { escapeIdentifier, type ClientBase } from 'pg';
import {
  DATABASE_RIGHTS,
  DATABASE_USERS,
  roleOf,
  type DatabaseUser,
  type TableRights,
} from './database-rights.js';

/** A table that is there, and the names of its rules about rows. */
interface FoundTable {
  readonly table: string;
  readonly policies: readonly string[];
}

const ROLES = 'select rolname as role from pg_roles where rolname = any($1)';

const TABLES = `
select format('%s.%s', n.nspname, c.relname) as table,
  array(select p.polname::text from pg_policy p where p.polrelid = c.oid) as policies
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and format('%s.%s', n.nspname, c.relname) = any($1)`;

/**
 * Gives each service’s role its rights and takes every other from it, in one transaction: services that run go on
 * undisturbed. Roles and tables that are not there yet are left out; run again when they are, it completes the rest.
 * @returns users whose role was found
 */
export async function giveRights(client: ClientBase): Promise<readonly DatabaseUser[]> {
  const named = DATABASE_USERS.map(roleOf);
  const found = new Set((await client.query<{ role: string }>(ROLES, [named])).rows.map(({ role }) => role));
  const users = DATABASE_USERS.filter((user) => found.has(roleOf(user)));
  if (users.length === 0) return users;
  const { rows } = await client.query<FoundTable>(TABLES, [DATABASE_RIGHTS.map(({ table }) => table)]);
  const there = new Map(rows.map((row) => [row.table, row.policies]));
  const statements = DATABASE_RIGHTS.flatMap((rights) => {
    const policies = there.get(rights.table);
    return policies === undefined ? [] : users.flatMap((user) => statementsOf(rights, user, policies));
  });
  await client.query(['begin', ...statements, 'commit'].join(';\n'));
  return users;
}

function statementsOf(
  rights: TableRights,
  user: DatabaseUser,
  policies: readonly string[],
): readonly string[] {
  const [table, role] = [quoted(rights.table), escapeIdentifier(roleOf(user))];
  const taken = `revoke all on ${table} from ${role}`;
  const allowed = rights.of[user];
  if (allowed === undefined) return [taken];
  const [schema = ''] = rights.table.split('.');
  return [
    taken,
    `grant usage on schema ${escapeIdentifier(schema)} to ${role}`,
    `grant ${allowed.map((privilege) => inColumns(privilege, rights.columns)).join(', ')} on ${table} to ${role}`,
    ...rowRules(rights, user, policies),
  ];
}

const inColumns = (privilege: string, columns: readonly string[] | undefined): string =>
  privilege === 'insert' && columns !== undefined ? `insert (${columns.join(', ')})` : privilege;

/**
 * Rules that stand already are left alone: making one locks its table. One that changes is renamed `former_…` by a migration, and
 * goes in the transaction that makes its successor.
 */
function rowRules(
  { table, rows }: TableRights,
  user: DatabaseUser,
  policies: readonly string[],
): readonly string[] {
  if (rows === undefined || policies.includes(`rows_of_${user}`)) return [];
  const rule = rows(user);
  if (rule === null) return [];
  const { seen, written } = rule;
  const role = escapeIdentifier(roleOf(user));
  const former = `former_rows_of_${user}`;
  return [
    ...(policies.includes(former) ? [`drop policy ${former} on ${quoted(table)}`] : []),
    `create policy rows_of_${user} on ${quoted(table)} to ${role} using (${seen}) with check (${written})`,
  ];
}

const quoted = (name: string): string => name.split('.').map(escapeIdentifier).join('.');
