import { IS_LEFT } from '@counterpart/event-store';

/* What is asked of the tables of runs. */

const CALLS = `
coalesce((select (ledger -> 'taken' ->> 'migration')::bigint from budgets.call_ledgers
  where budget = 'clio:' || $2), 0)`;

export const OPEN = `
insert into ingest.migration_runs (run, firm, phase, begun_at, calls_begun, hidden, hidden_before)
values ($1, $2, 'matters', $3, ${CALLS}, 0, 0) on conflict do nothing`;

export const TURN = `
update ingest.migration_runs set
  phase = $3, cursor = $4, troubles = 0, trouble = null,
  matters = matters + $5,
  hidden = hidden + $7,
  hidden_before = case when phase = $3 then hidden_before else hidden + $7 end,
  restarts = case when phase = $3 then restarts else 0 end,
  listed_at = case when $3 = 'copying' then coalesce(listed_at, $6) end,
  calls_listed = case when $3 = 'copying' then coalesce(calls_listed, ${CALLS}) end
where run = $1 and firm = $2`;

export const RESTART = `
update ingest.migration_runs set
  restarts = restarts + 1, cursor = null,
  matters = case when phase = 'matters' then 0 else matters end,
  hidden = coalesce(hidden_before, hidden)
where run = $1 returning restarts`;

export const FIND = `
insert into ingest.migration_documents (run, firm, document, matter, size, state)
select $1, $5, document, matter, size, 'found'
from unnest($2::text[], $3::text[], $4::bigint[]) as found (document, matter, size)
on conflict do nothing`;

export const NEXT = `
select document, matter, size from ingest.migration_documents
where run = $1 and state = 'found' order by matter, document limit $2`;

export const TELL = `
update ingest.migration_documents set state = $3, told_at = $4
where run = $1 and document = any($2) and state = 'found'`;

export const TOLD = `
select document, told_at as "toldAt" from ingest.migration_documents where run = $1 and state = 'told'`;

/** What did not come into Dropbox, or into one that the firm had before. */
export const NOT_HERE = `
select document, state, told_at as "toldAt" from ingest.migration_documents as run_of
where run = $1 and (state in ('skipped', 'conflict', 'missing', 'dead') or state = 'mirrored' and exists (
  select from status.documents where firm = $2 and document = run_of.document and ${IS_LEFT}))`;

export const SETTLE = `
update ingest.migration_documents as known set state = settled.state
from unnest($2::text[], $3::text[]) as settled (document, state)
where known.run = $1 and known.document = settled.document`;
