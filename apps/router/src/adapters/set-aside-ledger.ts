import { firmStream, matterKey, type FirmId, type Policy } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { deletionBreaker } from '@counterpart/placement';
import type { SetAsideJudgement, SetAsides } from '../route-document/route-document.ports.js';
import { evolveSetAsides, NEVER_STOPPED } from '../routing/firm/set-aside-course.js';

const MOVED_TODAY = `
select count(*) as moved from event_store.events
where firm = $1 and type like 'SetAsidePlanned.%' and recorded_at > clock_timestamp() - interval '24 hours'
  and recorded_at > coalesce($2::timestamptz, '-infinity')`;

const MIRRORED = `
select count(*) as documents from status.documents where firm = $1 and mirrored_version is not null`;

/** Counts what was set aside; a lock of the firm makes the count hold until the decision is recorded. */
export class SetAsideLedger implements SetAsides {
  constructor(private readonly store: Pick<EventStore, 'readStream'>) {}

  async judge(tx: Transaction, firm: FirmId, policy: Policy, trashedAt: string): Promise<SetAsideJudgement> {
    await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('set-aside/' || $1, 0))`, [firm]);
    const story = await this.store.readStream(firmStream(firm), { tx });
    const course = story.reduce((known, { event }) => evolveSetAsides(known, event), NEVER_STOPPED);
    const isApproved = course.approvedUntil !== null && trashedAt <= course.approvedUntil;
    if (isApproved && !course.stopped) return { kind: 'go' };
    if (course.stopped) return { kind: 'held' };
    const rate = await rateOf(tx, firm, course.approvedUntil);
    if (deletionBreaker(policy, rate) === 'go') return { kind: 'go' };
    const stream = firmStream(firm);
    const data = { ...rate, policyVersion: policy.version };
    return {
      kind: 'stop',
      event: { name: 'SetAsidesStopped', stream, firm, key: matterKey(firm, null), data },
    };
  }
}

async function rateOf({ client }: Transaction, firm: FirmId, since: string | null) {
  const moved = await client.query<{ moved: string }>(MOVED_TODAY, [firm, since]);
  const mirrored = await client.query<{ documents: string }>(MIRRORED, [firm]);
  return {
    documents: Number(mirrored.rows[0]?.documents ?? 0),
    moved: Number(moved.rows[0]?.moved ?? 0) + 1,
  };
}
