import type { ClientBase } from 'pg';
import { EventStoreError } from '../errors.js';
import { catchUp, loadCursor, projectBatch, PROJECTOR_LOCK, storeCursor } from './catch-up.js';
import type { Projector } from './projector.js';
import { ruleAlike } from './rule-alike.js';

/** Class of the advisory locks of rebuilds: the ASCII bytes of `rebu`. The other half is the name’s hash. */
const REBUILD_LOCK = 0x72656275;

/**
 * Builds a projection anew beside the live one, while traffic flows, and puts it in its place when it has caught up.
 * Readers see the old tables until then and the new ones after it. A crash before the swap leaves the old tables
 * serving; the next rebuild begins by clearing what was left.
 * @param client of the owner role, on a session of its own
 * @param onEvents told how many events were folded so far
 * @returns how many events were folded
 * @throws EventStoreError EVENT_STORE_PROJECTION_BUSY
 */
export async function rebuildBeside(
  client: ClientBase,
  projector: Projector,
  onEvents: (events: number) => void = () => undefined,
): Promise<number> {
  if (!(await tryToRebuild(client, projector))) {
    throw new EventStoreError('EVENT_STORE_PROJECTION_BUSY', `${projector.name} is being rebuilt already`);
  }
  try {
    const next = { ...projector, name: `${projector.name}~next`, schema: `${projector.schema}_next` };
    await makeTables(client, projector.schema, next);
    let events = 0;
    for (;;) {
      const step = await catchUp(client, next);
      if (step.outcome !== 'projected' || step.events === 0) break;
      events += step.events;
      onEvents(events);
    }
    return events + (await swap(client, projector, next));
  } finally {
    await client.query('select pg_advisory_unlock($1, hashtext($2))', [REBUILD_LOCK, projector.name]);
  }
}

async function tryToRebuild(client: ClientBase, { name }: Projector): Promise<boolean> {
  const { rows } = await client.query<{ works: boolean }>(
    'select pg_try_advisory_lock($1, hashtext($2)) as works',
    [REBUILD_LOCK, name],
  );
  return rows[0]?.works === true;
}

/** Empty tables of the same shape, constraints and indexes included. */
async function makeTables(client: ClientBase, live: string, { name, schema }: Projector): Promise<void> {
  const { rows: tables } = await client.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = $1 order by tablename',
    [live],
  );
  const copies = tables.map(
    (table) => `create table ${schema}.${table.name} (like ${live}.${table.name} including all);`,
  );
  await client.query(`
    begin;
    drop schema if exists ${schema} cascade;
    create schema ${schema};
    ${copies.join('\n')}
    commit;`);
  await client.query('delete from event_store.projection_cursors where projection = $1', [name]);
}

/** In one transaction: no other program folds meanwhile, what is left is folded, and the schemas change places. */
async function swap(client: ClientBase, live: Projector, next: Projector): Promise<number> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [PROJECTOR_LOCK, live.name]);
    let events = 0;
    for (let last = 1; last > 0; events += last) {
      const step = await projectBatch(client, next);
      last = step.outcome === 'projected' ? step.events : 0;
    }
    await storeCursor(client, live.name, await loadCursor(client, next.name));
    await client.query('delete from event_store.projection_cursors where projection = $1', [next.name]);
    await grantAlike(client, live.schema, next.schema);
    await ruleAlike(client, live.schema, next.schema);
    await client.query(
      `drop schema ${live.schema} cascade; alter schema ${next.schema} rename to ${live.schema}`,
    );
    await client.query('commit');
    return events;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Whoever had rights on the old schema and its tables has them on the new ones. */
async function grantAlike(client: ClientBase, from: string, to: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('grant %s on schema %I to %I', a.privilege_type, $2::text, g.rolname) as statement
     from pg_namespace n cross join aclexplode(n.nspacl) a join pg_roles g on g.oid = a.grantee
     where n.nspname = $1 and a.grantee <> n.nspowner
     union all
     select format('grant %s on %I.%I to %I', a.privilege_type, $2::text, c.relname, g.rolname)
     from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join aclexplode(c.relacl) a
     join pg_roles g on g.oid = a.grantee
     where n.nspname = $1 and c.relkind = 'r' and a.grantee <> c.relowner`,
    [from, to],
  );
  for (const { statement } of rows) await client.query(statement);
}
