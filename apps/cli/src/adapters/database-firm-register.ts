import {
  firmStanding,
  standingStream,
  type ClioRegion,
  type Event,
  type FirmId,
  type Vendor,
} from '@counterpart/contracts';
import { EVERY_FIRM, type EventStore, type NewEvent } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import type {
  FirmOutcome,
  FirmRegister,
  FirmWish,
  GrantStanding,
  ToldFirm,
} from '../tend-firms/tend-firms.ports.js';
import { openStore, operatorCause } from './operator-store.js';

/** Of all firms: which there are. Bounds beside the pattern, for under rules about rows no index serves a pattern. */
const TOLD = `
select distinct firm from event_store.events
where stream >= 'firm-' and stream < 'firm.' and stream like 'firm-%:standing' order by firm`;

const GRANTS = `
select vendor, changed_at, refused_at, barred_at from credentials.grants where firm = $1 order by vendor`;

interface GrantRow {
  readonly vendor: Vendor;
  readonly changed_at: Date;
  readonly refused_at: Date | null;
  readonly barred_at: Date | null;
}

/** Connects to the store as the services’ role. */
export async function openFirmRegister(
  url: string,
): Promise<{ readonly register: FirmRegister; close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  return { register: new DatabaseFirmRegister(store), close };
}

type Word = 'FirmAdded' | 'FirmSuspended' | 'FirmResumed';
type Told = { [Name in Word]: Pick<NewEvent<Name>, 'name' | 'data'> }[Word];

class DatabaseFirmRegister implements FirmRegister {
  constructor(private readonly store: EventStore) {}

  async list(): Promise<readonly ToldFirm[]> {
    const { rows } = await this.store.transact(({ client }) => client.query<{ firm: FirmId }>(TOLD), {
      firm: EVERY_FIRM,
    });
    const stories = await this.store.readStreams(rows.map(({ firm }) => standingStream(firm)));
    return rows.map(({ firm }) => told(firm, stories.get(standingStream(firm))?.at(-1)?.event));
  }

  async of(firm: FirmId): Promise<ToldFirm> {
    return told(firm, (await this.store.newestOf(standingStream(firm)))?.event);
  }

  add({ firm, actor }: Omit<FirmWish, 'reason'>, region: ClioRegion | null): Promise<FirmOutcome> {
    return this.#say(firm, actor, {
      told: { name: 'FirmAdded', data: { region } },
      isNews: (newest) => newest === undefined,
    });
  }

  suspend({ firm, actor, reason }: FirmWish): Promise<FirmOutcome> {
    return this.#say(firm, actor, {
      told: { name: 'FirmSuspended', data: { reason } },
      isNews: (newest) => newest?.name !== 'FirmSuspended',
    });
  }

  resume({ firm, actor, reason }: FirmWish): Promise<FirmOutcome> {
    return this.#say(firm, actor, {
      told: { name: 'FirmResumed', data: { reason } },
      isNews: (newest) => newest?.name === 'FirmSuspended',
    });
  }

  async grants(firm: FirmId): Promise<readonly GrantStanding[]> {
    const rows = await this.store.transact(
      async ({ client }) => (await client.query<GrantRow>(GRANTS, [firm])).rows,
      { firm },
    );
    return rows.map(({ vendor, changed_at: changedAt, refused_at: refusedAt, barred_at: barredAt }) => ({
      vendor,
      changedAt: changedAt.toISOString(),
      refusedAt: refusedAt?.toISOString() ?? null,
      barredAt: barredAt?.toISOString() ?? null,
    }));
  }

  async policy(firm: FirmId): Promise<{ readonly version: number; readonly alerts: readonly string[] }> {
    const { version, alerts } = (await new PolicyBook(this.store).of(firm)).current;
    return { version, alerts };
  }

  /** Of two people at once one is first; the other decides on what the first one said. */
  #say(
    firm: FirmId,
    actor: string,
    { told: event, isNews }: { readonly told: Told; readonly isNews: (newest: Event | undefined) => boolean },
  ): Promise<FirmOutcome> {
    const stream = standingStream(firm);
    const cause = operatorCause('console.tend-firms', actor);
    return this.store.transact(
      async (tx): Promise<FirmOutcome> => {
        const story = await this.store.readStream(stream, { tx });
        const newest = story.at(-1)?.event;
        if (firmStanding(newest) === 'removed') return 'removed';
        if (!isNews(newest)) return 'no-change';
        const events = [{ ...event, stream, firm, key: firm }];
        await this.store.append(tx, cause, [{ stream, expected: story.length, events }], new Date());
        return 'done';
      },
      { afresh: true, firm },
    );
  }
}

function told(firm: FirmId, newest: Event | undefined): ToldFirm {
  const reason = newest !== undefined && 'reason' in newest.data ? String(newest.data.reason) : null;
  return {
    firm,
    standing: firmStanding(newest),
    since: newest?.time ?? null,
    by: newest?.actor ?? null,
    reason,
  };
}
