import { KAFKA_RIGHTS, KAFKA_USERS, signInNameOf } from '@counterpart/eventing';
import { describe, expect, it } from 'vitest';
import { DATABASE_RIGHTS, DATABASE_USERS, roleOf, type DatabaseUser } from './database-rights.js';

/** A Markdown table with columns of even width, as the formatter wants it. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |`;
  return [
    line(heading),
    line(
      heading.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[]): string => texts.map(code).join(', ') || '–';

const kafkaTable = table(
  ['user', 'signs in as', 'writes', 'reads', 'groups'],
  KAFKA_USERS.map((user) => {
    const { writes, reads, group } = KAFKA_RIGHTS[user];
    const read = user === 'operator' ? 'every topic' : codes(reads.map(({ name }) => name));
    const groups =
      user === 'operator' ? `${code('counterpart')} and all services’` : codes(group === null ? [] : [group]);
    return [user, code(signInNameOf(user)), codes(writes.map((owner) => `${owner}.*`)), read, groups];
  }),
);

const rightsOf = (user: DatabaseUser, of: (typeof DATABASE_RIGHTS)[number]['of']): string =>
  (of[user] ?? []).join(', ') || '–';

const databaseTable = table(
  ['table', ...DATABASE_USERS.map((user) => code(roleOf(user)))],
  DATABASE_RIGHTS.map(({ table: name, of }) => [
    code(name),
    ...DATABASE_USERS.map((user) => rightsOf(user, of)),
  ]),
);

const rules = DATABASE_RIGHTS.flatMap(({ table: name, rows, firm, of }) => [
  ...(firm === undefined ? [] : [[code(name), 'everybody', code(firm.seen), code(firm.written)]]),
  ...DATABASE_USERS.filter((user) => of[user] !== undefined).flatMap((user) => {
    const rule = rows?.(user) ?? null;
    if (rule === null) return [];
    const said = (what: string): string => (what === 'true' ? 'all' : code(what));
    return [[code(name), code(roleOf(user)), said(rule.seen), said(rule.written)]];
  }),
]);

const PAGE = `# Rights

Who may do what at Kafka and in PostgreSQL. This page is made from the code that gives the rights
(\`libs/eventing/src/rights\`, \`libs/event-store/src/roles\`). What is not listed is refused. How to put it to use:
[give each service its own rights](../how-to/give-each-service-its-own-rights.md).

## Kafka

${kafkaTable}

\`x.*\` are the topics whose names begin with \`x.\`; a group stands for itself and for those that begin with its name and a dot.
Nobody here makes, changes or deletes a topic. \`counterpart kafka rights\` lists the same as permissions (ACLs).

## PostgreSQL: tables

${databaseTable}

Nobody may empty, change or drop a table but the owner role. Events are refused every change by a trigger, to the owner role, too.

## PostgreSQL: rows

Where users share a table, rules about rows tell them apart. So they do with firms: \`counterpart.firm\` is the one that a
transaction names, or those, with commas between them; where it names none, nothing is there
([why](../adr/0026-a-transaction-names-its-firm.md), and [of events](../adr/0028-events-are-kept-apart-by-firm.md)). \`*\` stands for
all firms, and is heeded in the rules below alone. Of a table with a rule for everybody and one for a role, events and parked work
need both. Who names nobody is refused parked work rather than shown none
([why](../adr/0029-parked-work-that-is-not-seen-is-an-error.md)).

${table(['table', 'role', 'sees', 'writes'], rules)}
`;

describe('the reference of rights', () => {
  it('says what the code gives', async () => {
    await expect(PAGE).toMatchFileSnapshot('../../../../docs/reference/rights.md');
  });
});
