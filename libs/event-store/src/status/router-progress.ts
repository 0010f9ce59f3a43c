import { TOPICS, type FirmId } from '@counterpart/contracts';
import { KAFKA_RIGHTS } from '@counterpart/eventing';
import type { ClientBase } from 'pg';
import type { RecordedEvent } from '../events.js';
import { loadCursor } from '../projections/catch-up.js';
import { BEGINNING, type StoreCursor } from '../readers/read-gated.js';
import { STATUS_PROJECTION } from './status-projection.js';

/** How far the log of the auditor has come. It seals only what the services’ relays have brought to the topics. */
const SEALED = 'audit.v1';

/** Up to where every event stands on its topic. */
export const relayedUpTo = (client: ClientBase): Promise<StoreCursor> => loadCursor(client, SEALED);

/**
 * Remembers that the router has decided on everything up to a place, and on nothing less than another pod told before. What it decided
 * by now is older than every transaction to come.
 */
export async function tellDecided(client: ClientBase, { tx, position }: StoreCursor): Promise<void> {
  await client.query(
    `insert into event_store.router_progress as known (tx, position, decided_before)
     values ($1::xid8, $2, pg_snapshot_xmax(pg_current_snapshot()))
     on conflict (single) do update set tx = excluded.tx, position = excluded.position,
       decided_before = excluded.decided_before, updated_at = clock_timestamp()
     where (known.tx, known.position) < (excluded.tx, excluded.position)`,
    [tx.toString(), position.toString()],
  );
}

/** Topics that the router goes by; of its own it hears its requests for a review alone. */
const HEARD = KAFKA_RIGHTS.router.reads.map(({ name }) => name);
const OWNERS_HEARD = [...new Set(KAFKA_RIGHTS.router.reads.map(({ owner }) => owner))];
const REVIEW = `type like 'PlacementReviewRequested.%'`;

/**
 * What the router has yet to decide on. All that was told before a claim’s sweep counts, and so does a review, which follows from what was
 * told earlier; of anything else what is older than the while that the router usually takes.
 */
const UNDECIDED = `
select exists (
  select from unnest($2::text[]) as owners(owner) cross join lateral (
    select from event_store.events e
    where e.owner = owners.owner and (tx, position) > ($3::xid8, $4::bigint) and firm = $1
      and topic = any($5) and (topic <> '${TOPICS.decisions.name}' or ${REVIEW})
      and ((tx, position) <= ($6::xid8, $7::bigint) or ${REVIEW}
        or recorded_at < clock_timestamp() - interval '1 minute')
    limit 1
  ) own
) as yes`;

/**
 * What failed in the router and is to be tried again, and what it gave up of a whole matter. A document whose work was given up tells that
 * by its own status, and so does one of which nothing but its versions waits.
 */
const PARKED = `
select exists (
  select from eventing.parked where firm = $1 and split_part(consumer, '.', 1) = 'router'
    and (state = 'waiting' or lane_sub is null)
    and coalesce(headers ->> 'type', '') !~ '^Document(Version)?Added[.]'
) as yes`;

/** Decisions that the counts do not show yet: those before the router last told how far it is, and what has waited longer than usual. */
const UNSEEN = `
select exists (
  select from event_store.events
  where owner = 'router' and (tx, position) > ($2::xid8, $3::bigint) and firm = $1
    and (tx < $4::xid8 or recorded_at < clock_timestamp() - interval '1 minute')
) as yes`;

interface Progress extends StoreCursor {
  /** What it had decided by then is older than this transaction. */
  readonly decidedBefore: bigint;
}

async function progressOf(client: ClientBase): Promise<Progress> {
  const { rows } = await client.query<{ tx: string; position: string; before: string }>(
    'select tx, position, decided_before as before from event_store.router_progress',
  );
  const [row] = rows;
  if (row === undefined) return { ...BEGINNING, decidedBefore: 0n };
  return { tx: BigInt(row.tx), position: BigInt(row.position), decidedBefore: BigInt(row.before) };
}

/**
 * Whether the status tables show what the router has decided on everything that was told of a firm up to an event. Within a transaction
 * that names the firm.
 */
export async function showsDecisions(
  client: ClientBase,
  firm: FirmId,
  upTo: Pick<RecordedEvent, 'tx' | 'position'>,
): Promise<boolean> {
  const { decidedBefore, ...decided } = await progressOf(client);
  const [sweep, place] = [placeOf(upTo), placeOf(decided)];
  if (await holds(client, UNDECIDED, [firm, OWNERS_HEARD, ...place, HEARD, ...sweep])) return false;
  if (await holds(client, PARKED, [firm])) return false;
  const shown = placeOf(await loadCursor(client, STATUS_PROJECTION.name));
  return !(await holds(client, UNSEEN, [firm, ...shown, decidedBefore.toString()]));
}

const placeOf = ({ tx, position }: StoreCursor): readonly [string, string] => [
  tx.toString(),
  position.toString(),
];

async function holds(client: ClientBase, question: string, values: readonly unknown[]): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(question, [...values]);
  return rows[0]?.yes === true;
}
