import type { ClientBase } from 'pg';

const RULES = `
select format('alter table %I.%I enable row level security', $2::text, c.relname) as statement
from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relrowsecurity
union all
select format('create policy %I on %I.%I as %s for %s to %s', policyname, $2::text, tablename, permissive, cmd,
    (select string_agg(case when r = 'public' then 'public' else quote_ident(r) end, ', ') from unnest(roles) r))
  || coalesce(format(' using (%s)', qual), '') || coalesce(format(' with check (%s)', with_check), '')
from pg_policies where schemaname = $1`;

/**
 * The rules about rows of a schema’s tables hold for those of another, too: a table that is made like another one comes
 * without them.
 */
export async function ruleAlike(client: ClientBase, from: string, to: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(RULES, [from, to]);
  for (const { statement } of rows) await client.query(statement);
}
