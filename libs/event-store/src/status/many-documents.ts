import type { Event, FirmId } from '@counterpart/contracts';
import type { ProjectorScope } from '../projections/projector.js';
import { accountKey } from './document-status.js';
import { HELD_BY_LAW, STATE_OF_MOVE } from './document-move.js';
import type { Causes } from './waiting-since.js';

/** Changes rows of many documents at once. */
type ChangeOfMany = (scope: ProjectorScope, causes: Causes) => Promise<void>;

/**
 * What an event that is about no single document changes of many; undefined for one that changes none.
 *
 * A folder’s move is a pending move of every document that lies below it. A review looks at all documents of a matter anew:
 * what could not be moved is planned again, or lies where it belongs by now. What was mirrored to an account of Dropbox stays
 * there when the firm connects another one.
 */
export function changeOfMany(event: Event): ChangeOfMany | undefined {
  switch (event.name) {
    case 'PlacementReviewRequested':
      // The review after a folder’s move is no news of what stood in its way.
      return event.data.because === 'folder-relocated' ? undefined : (scope) => lookAnew(scope, event);
    case 'VendorConnected':
      return event.data.vendor === 'dropbox' ? changeByAccount(event) : undefined;
    case 'LegalHoldLifted':
      return (scope) => lift(scope, event.firm);
    case 'WorkDiscarded':
      return event.data.document === null ? (scope) => discard(scope, event) : undefined;
    case 'RelocationPlanned':
    case 'Relocated':
    case 'RelocationConflictFound':
    case 'RelocationRefused':
      return event.data.document === null ? changeByFolder(event) : undefined;
    default:
      return undefined;
  }
}

function changeByAccount({ firm, time, data }: Event<'VendorConnected'>): ChangeOfMany | undefined {
  const { account, replaces } = data;
  if (account === null || replaces === null) return undefined;
  return async ({ client, schema }) => {
    await client.query(
      `update ${schema}.documents set
         left_in = case when left_in is null then $3 when left_in = $2 then null else left_in end,
         left_since = case when left_in is null then $4::timestamptz when left_in = $2 then null else left_since end
       where firm = $1 and (mirrored_version is not null or state = 'conflict')`,
      [firm, accountKey(account), accountKey(replaces), time],
    );
  };
}

type FolderEvent = Event<'RelocationPlanned' | 'Relocated' | 'RelocationConflictFound' | 'RelocationRefused'>;

function changeByFolder(event: FolderEvent): ChangeOfMany {
  switch (event.name) {
    case 'RelocationPlanned':
      return (scope, causes) => plan(scope, event, causes);
    case 'Relocated':
      return (scope) => carry(scope, event);
    case 'RelocationConflictFound': {
      const { planned, found } = event.data;
      // A folder stands there already, or none is left to be moved: documents go there one by one.
      const goesOn = found === 'folder' || found === 'nothing';
      return (scope) =>
        goesOn
          ? end(scope, event.firm, planned)
          : halt(scope, event.firm, { planned, standing: 'conflict', reason: null });
    }
    case 'RelocationRefused': {
      const { planned, reason } = event.data;
      // A hold keeps it where it lies; the folder of a matter lies open.
      return (scope) =>
        reason === HELD_BY_LAW
          ? end(scope, event.firm, planned)
          : halt(scope, event.firm, { planned, standing: 'refused', reason });
    }
  }
}

async function plan(
  { client, schema }: ProjectorScope,
  event: Event<'RelocationPlanned'>,
  causes: Causes,
): Promise<void> {
  await client.query(
    `update ${schema}.documents set
       move_planned = $3, move_standing = 'planned', move_reason = null, move_shuts = false,
       move_since = least(move_since, $4::timestamptz),
       move_shows = move_shows or state = 'mirrored',
       state = case when move_shows or state = 'mirrored' then '${STATE_OF_MOVE.planned}' else state end
     where firm = $1 and starts_with(path, $2 || '/') and mirrored_version is not null`,
    [event.firm, event.data.from, event.id, await causes.since(event)],
  );
}

/** A folder takes along all that lies below it. */
async function carry(scope: ProjectorScope, { firm, data }: Event<'Relocated'>): Promise<void> {
  await scope.client.query(
    `update ${scope.schema}.documents set path = $3 || substr(path, length($2) + 1)
     where firm = $1 and starts_with(path, $2 || '/')`,
    [firm, data.from, data.to],
  );
  await end(scope, firm, data.planned);
}

/** Nothing of a move is left to be done. */
const ENDED = `
  move_planned = null, move_standing = null, move_reason = null, move_since = null, move_shuts = false, move_shows = false,
  state = case when move_shows then 'mirrored' else state end`;

async function end({ client, schema }: ProjectorScope, firm: FirmId, planned: string): Promise<void> {
  await client.query(`update ${schema}.documents set ${ENDED} where firm = $1 and move_planned = $2`, [
    firm,
    planned,
  ]);
}

/** A move that was not made. */
interface Halted {
  readonly planned: string;
  readonly standing: 'conflict' | 'refused';
  readonly reason: string | null;
}

async function halt(
  { client, schema }: ProjectorScope,
  firm: FirmId,
  { planned, standing, reason }: Halted,
): Promise<void> {
  await client.query(
    `update ${schema}.documents set move_standing = $3, move_reason = $4,
       state = case when move_shows then $5 else state end
     where firm = $1 and move_planned = $2`,
    [firm, planned, standing, reason, STATE_OF_MOVE[standing]],
  );
}

/** A person gave the move of a folder up. */
async function discard(scope: ProjectorScope, { firm, data }: Event<'WorkDiscarded'>): Promise<void> {
  const { eventId: planned, code: reason } = data;
  if (planned !== null) await halt(scope, firm, { planned, standing: 'refused', reason });
}

async function lookAnew(
  { client, schema }: ProjectorScope,
  { firm, data }: Event<'PlacementReviewRequested'>,
): Promise<void> {
  await client.query(
    `update ${schema}.documents set ${ENDED}
     where firm = $1 and matter = $2 and move_standing in ('conflict', 'refused') and move_reason is distinct from $3`,
    [firm, data.matter, HELD_BY_LAW],
  );
}

/** What a hold kept is looked at anew by the review that follows. */
async function lift({ client, schema }: ProjectorScope, firm: FirmId): Promise<void> {
  await client.query(
    `update ${schema}.documents set move_reason = null where firm = $1 and move_reason = $2`,
    [firm, HELD_BY_LAW],
  );
}
