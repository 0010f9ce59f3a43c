import { Client } from 'pg';
import {
  DATABASE_RIGHTS,
  DATABASE_USERS,
  EVERY_FIRM,
  NOT_APART,
  type DatabaseUser,
} from '@counterpart/event-store';
import type { Stack } from '@counterpart/local';
import type { Act } from './acts.js';

/** insufficient_privilege (PostgreSQL, appendix A); so are rows that a rule refuses. */
const REFUSAL = /42501/;

/** A table of ours, with a column to name. */
interface Table {
  readonly name: string;
  readonly column: string;
}

const TABLES = `
select format('%s.%s', table_schema, table_name) as name, min(column_name) as column
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') group by 1`;

/** Statements that reach a table; each is refused before it would do anything, or else undone. */
const STATEMENTS = {
  select: ({ name }: Table) => `select from ${name} limit 1`,
  insert: ({ name }: Table) => `insert into ${name} default values`,
  update: ({ name, column }: Table) => `update ${name} set ${column} = ${column}`,
  delete: ({ name }: Table) => `delete from ${name}`,
  truncate: ({ name }: Table) => `truncate ${name} cascade`,
  drop: ({ name }: Table) => `drop table ${name} cascade`,
} as const;

/** Beyond tables. */
const SCHEMES = [
  'create schema mine',
  'create table public.mine (id int)',
  'alter table event_store.events disable trigger all',
  'alter table event_store.events disable row level security',
  'create or replace function event_store.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
  'create role mine superuser',
  'set role postgres',
  `select pg_read_file('/etc/passwd')`,
];

/** What every role tries at the database: all that is not its own, and, to see that the tries are fair, all that is. */
export async function databaseActs(stack: Stack): Promise<readonly Act[]> {
  const owner = new Client({ connectionString: stack.addresses.database });
  await owner.connect();
  try {
    const { rows: tables } = await owner.query<Table>(TABLES);
    const apart = statementsAs(stack.addresses.database);
    const keptApart: Act = {
      what: 'every table with a firm keeps firms apart, or is named with the reason why not',
      must: 'succeed',
      refusal: REFUSAL,
      run: () => apart(none(UNRULED)),
    };
    const acts = DATABASE_USERS.flatMap((user) => {
      const reach = statementsAs(stack.databaseAs(user));
      const act = (what: string, statement: string, must: Act['must'] = 'be refused'): Act => ({
        what: `${user}: ${what}`,
        must,
        refusal: REFUSAL,
        run: () => reach(statement),
      });
      return [
        ...tables.flatMap((table) => tableActs(user, table, act)),
        ...SCHEMES.map((statement) => act(statement, statement)),
        ...rowActs(user, act),
        ...firmActs(user, act),
        ...foreignEvents(user).map((topic) =>
          act(`tells an event of ${topic}`, `${naming('hartwell')}; ${eventOf(topic)}`),
        ),
      ];
    });
    return [keptApart, ...acts];
  } finally {
    await owner.end();
  }
}

type Acting = (what: string, statement: string, must?: Act['must']) => Act;

function tableActs(user: DatabaseUser, table: Table, act: Acting): readonly Act[] {
  const allowed: readonly string[] = DATABASE_RIGHTS.find((one) => one.table === table.name)?.of[user] ?? [];
  return Object.entries(STATEMENTS).flatMap(([verb, statement]) => {
    const what = `${verb} ${table.name}`;
    if (!allowed.includes(verb)) return [act(what, statement(table))];
    return verb === 'select' ? [act(what, statement(table), 'succeed')] : [];
  });
}

/** Rows that are not its own are not there; and, to see that the tries are fair, its own are. */
function rowActs(user: DatabaseUser, act: Acting): readonly Act[] {
  const reaches = (table: string): boolean =>
    DATABASE_RIGHTS.find((one) => one.table === table)?.of[user] !== undefined;
  const isNotIts = `split_part(split_part(resource, '/', 1), '.', 1) <> '${user}'`;
  return [
    ...(reaches('eventing.partition_leases')
      ? [
          act('sees no lease of another', none(`eventing.partition_leases where ${isNotIts}`), 'succeed'),
          act('sees its own leases', some('eventing.partition_leases where true'), 'succeed'),
        ]
      : []),
    ...(user === 'auditor' || user === 'operator'
      ? []
      : [
          act(
            'naming all firms, sees no event of another service',
            `${naming(EVERY_FIRM)}; ${none(`event_store.events where owner <> '${user}'`)}`,
            'succeed',
          ),
          act(
            'tells an event of a firm that it does not name',
            `${naming('another')}; ${eventOf(`${user}.drill.v1`)}`,
          ),
        ]),
    ...(user === 'operator' ? operatorActs(act) : []),
    ...(reaches(PARKED) && user !== 'operator' ? parkedActs(user, act) : []),
    ...(reaches('credentials.data_keys')
      ? [act('puts a key into another firm', `${naming('another')}; ${KEY_OF_HARTWELL}`)]
      : []),
  ];
}

/** Who connects a firm compares with what all firms consented to, and lists them; of their files nothing is there. */
function operatorActs(act: Acting): readonly Act[] {
  const consents = `stream like 'firm-%:connections' and type like 'VendorConnected.%'`;
  const ofAll = (rows: string): string => `${naming(EVERY_FIRM)}; ${rows}`;
  return [
    act(
      'naming all firms, sees what they consented to',
      ofAll(some(`${EVENTS} where ${consents}`)),
      'succeed',
    ),
    act(
      'naming all firms, sees nothing else but which there are',
      ofAll(none(`${EVENTS} where not (stream like 'firm-%:standing' or ${consents})`)),
      'succeed',
    ),
  ];
}

const EVENTS = 'event_store.events';
const PARKED = 'eventing.parked';

/** Who forgot to name a firm is refused: work that is not seen, taken for none, would let records overtake it. */
function parkedActs(user: DatabaseUser, act: Acting): readonly Act[] {
  const own = `${PARKED} where consumer = '${user}.drill'`;
  const parks = `${naming('hartwell')}; ${parked(user)}`;
  return [
    act('parks work of its firm, and sees it', `${parks}; ${some(own)}`, 'succeed'),
    act('sees it where it names all firms', `${parks}; ${naming(EVERY_FIRM)}; ${some(own)}`, 'succeed'),
    act(
      'takes none of it away meanwhile',
      `${parks}; ${naming(EVERY_FIRM)}; delete from ${own}; ${some(own)}`,
      'succeed',
    ),
    act('asks for it and names no firm', `${parks}; ${naming('')}; ${none(own)}`),
    act('parks work of a firm that it does not name', `${naming('another')}; ${parked(user)}`),
    act('parks work of another service', `${naming('hartwell')}; ${parked(`another-${user}`)}`),
  ];
}

/** Tables in which the mirrored firm surely has rows. */
const FILLED = [
  'credentials.data_keys',
  'credentials.grants',
  'event_store.events',
  'ingest.hooks',
  'router.path_claims',
  'status.documents',
];

/** A query that forgot its firm crosses to no other; and, to see that the tries are fair, it finds its own. */
function firmActs(user: DatabaseUser, act: Acting): readonly Act[] {
  return DATABASE_RIGHTS.filter(({ firm, of }) => firm !== undefined && of[user] !== undefined).flatMap(
    ({ table, of, rows }) => {
      const all = `${table} where true`;
      const foldsAll = (rows?.(user) ?? null) !== null;
      return [
        ...(table === PARKED
          ? []
          : [act(`sees nothing of ${table} where it names no firm`, none(all), 'succeed')]),
        act(`sees nothing of ${table} of another firm`, `${naming('another')}; ${none(all)}`, 'succeed'),
        ...(foldsAll
          ? []
          : [act(`sees no other firm’s ${table}`, `${naming(EVERY_FIRM)}; ${none(all)}`, 'succeed')]),
        ...(FILLED.includes(table)
          ? [act(`sees ${table} of its firm`, `${naming('hartwell')}; ${some(all)}`, 'succeed')]
          : []),
        ...(of[user]?.includes('update') === true
          ? [act(`gives ${table} to another firm`, `${naming('hartwell')}; ${given(table)}`)]
          : []),
      ];
    },
  );
}

/** Refused where there is a row; where there is none, it says so as a refusal would. */
const given = (table: string): string => `
do $$ begin
  update ${table} set ${table === PARKED ? `record_key = 'another/7'` : `firm = 'another'`};
  if not found then raise 'no row to give away' using errcode = '42501'; end if;
end $$`;

const UNRULED = `(
  select from information_schema.columns c
  join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
  where c.column_name = 'firm' and format('%s.%s', t.schemaname, t.tablename) not in (${Object.keys(NOT_APART)
    .map((table) => `'${table}'`)
    .join(', ')})
    and not (t.rowsecurity and exists (select from pg_policies p where p.schemaname = t.schemaname
      and p.tablename = t.tablename and p.qual ~ 'counterpart[.]firm|named_firm'))
) unruled where true`.replaceAll('\n', ' ');

const naming = (firm: string): string => `select set_config('counterpart.firm', '${firm}', true)`;
const KEY_OF_HARTWELL = `insert into credentials.data_keys (firm, wrapped) values ('hartwell', '\\x00')`;
const parked = (user: string): string => `
insert into ${PARKED}
  (consumer, topic, partition, record_offset, lane_key, record_key, headers, record_time, state, tries, due_at)
values ('${user}.drill', 'drill', 0, 1, 'drill', 'hartwell/7', '{}', 0, 'dead', 1, now())`;
const none = (rows: string): string =>
  `do $$ begin if exists (select from ${rows}) then raise 'rows are seen'; end if; end $$`;
const some = (rows: string): string =>
  `do $$ begin if not exists (select from ${rows}) then raise 'no rows are seen'; end if; end $$`;

/** Topics of every owner but the user’s own. */
const foreignEvents = (user: DatabaseUser): readonly string[] =>
  [
    'ingest.facts.v1',
    'router.decisions.v1',
    'uploader.outcomes.v1',
    'archiver.outcomes.v1',
    'notifier.outcomes.v1',
  ]
    .concat('console.policies.v1', 'audit.checkpoints.v1')
    .filter((topic) => !topic.startsWith(`${OWNERS[user] ?? user}.`))
    // A bounce that a person takes from a mailbox is told by the command line.
    .filter((topic) => user !== 'operator' || topic !== 'notifier.outcomes.v1');

const OWNERS: Partial<Record<DatabaseUser, string>> = { auditor: 'audit', operator: 'console' };

const eventOf = (topic: string): string => `
insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
values ('document-hartwell-' || abs(hashtext('${topic}')::bigint), 1, gen_random_uuid(), 'Forged.v1', 'hartwell', '${topic}', 'hartwell', '{}')`;

/** Runs statements one by one as a role, each undone. */
function statementsAs(url: string): (statement: string) => Promise<void> {
  return async (statement) => {
    const client = new Client({ connectionString: url, application_name: 'drill' });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(statement);
      await client.query('rollback');
    } finally {
      await client.end();
    }
  };
}
