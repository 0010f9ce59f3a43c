import {
  documentStream,
  matterKey,
  matterStream,
  namesIn,
  subjectOf,
  workReference,
  workStream,
  type FailureCode,
  type FirmId,
  type StreamName,
  type WorkPlace,
} from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import {
  discardParked,
  failedPlaces,
  holdParked,
  listParked,
  retryParked,
  type ListedWork,
  type ParkedWork,
} from '@counterpart/eventing';
import type { FailedWorkDesk, FailedWorkLine, Ruling } from '../tend-parked/tend-parked.ports.js';
import { openStore, operatorCause } from './operator-store.js';

/** Failed work in PostgreSQL. */
export interface DatabaseParked extends FailedWorkDesk {
  close(): Promise<void>;
}

/** Connects to the store as the services’ role. */
export async function openParked(url: string): Promise<DatabaseParked> {
  const { store, close } = await openStore(url);
  return {
    list: (firm, limit) =>
      store.transact(
        async (tx) => {
          const listed = await listParked(tx.client, firm, limit);
          return nameAll(store, tx, { firm, listed });
        },
        { firm },
      ),
    places: (firm, code) => allPlaces(store, firm, code),
    retry: (ruling) =>
      rule(store, ruling, async (tx, work) => {
        await retryParked(tx.client, work.id);
        await tell(store, tx, { ...ruling, name: 'RetryOrdered', work });
      }),
    discard: (ruling) =>
      rule(store, ruling, async (tx, work) => {
        await discardParked(tx.client, work.id);
        await tell(store, tx, { ...ruling, name: 'WorkDiscarded', work });
      }),
    close,
  };
}

/** Places that are read at once. */
const PAGE = 500;

async function* allPlaces(
  store: EventStore,
  firm: FirmId,
  code: FailureCode | null,
): AsyncGenerator<WorkPlace, void> {
  for (let after = 0n; ;) {
    const sought = { code, after, limit: PAGE };
    const page = await store.transact((tx) => failedPlaces(tx.client, firm, sought), { firm });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const { place } of page) yield place;
  }
}

/** Holds the work, so that no service takes it away meanwhile, and decides on it: all in one transaction. */
function rule(
  store: EventStore,
  { firm, place }: Ruling,
  decide: (tx: Transaction, work: ParkedWork) => Promise<void>,
): Promise<boolean> {
  return store.transact(
    async (tx) => {
      const work = await holdParked(tx.client, firm, place);
      // A follower has not failed: it is not for a person to decide on.
      if (work === undefined || work.firstFailedAt === null) return false;
      await decide(tx, work);
      return true;
    },
    { firm },
  );
}

/** What is told of a decision. */
type Told = Ruling & { readonly work: ParkedWork } & (
    | { readonly name: 'RetryOrdered'; readonly why: string | null }
    | { readonly name: 'WorkDiscarded'; readonly why: string }
  );

async function tell(store: EventStore, tx: Transaction, told: Told): Promise<void> {
  const { firm, place, actor, work } = told;
  const subject = subjectOf(work.event);
  const { topic, partition, offset, key } = work.record;
  const data = {
    consumer: work.group,
    source: { topic, partition, offset: String(offset), key },
    eventType: work.event?.name ?? null,
    eventId: work.event?.id ?? null,
    state: work.state,
    code: work.code,
    tries: work.tries,
    ...subject,
  };
  const stream = workStream(firm, subject, place);
  const address = { stream, firm, key: matterKey(firm, subject.matter) };
  const own = operatorCause('console.tend-parked', actor);
  const cause = { ...own, correlationId: work.event?.correlationid ?? own.correlationId };
  const event =
    told.name === 'RetryOrdered'
      ? { ...address, name: told.name, data: { ...data, why: told.why } }
      : { ...address, name: told.name, data: { ...data, why: told.why } };
  await store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], new Date());
}

/** Gives documents and matters the names that their stories told last: one query for all. */
async function nameAll(
  store: EventStore,
  tx: Transaction,
  { firm, listed }: { readonly firm: FirmId; readonly listed: readonly ListedWork[] },
): Promise<readonly FailedWorkLine[]> {
  const about = listed.map((work) => ({ work, streams: streamsOf(firm, work) }));
  const all = [...new Set(about.flatMap(({ streams }) => streams))];
  const stories = await store.readStreams(all, { tx });
  return about.map(({ work, streams }) =>
    toLine(work, namesIn(streams.flatMap((stream) => stories.get(stream) ?? []).map(({ event }) => event))),
  );
}

function streamsOf(firm: FirmId, { event }: ParkedWork): readonly StreamName[] {
  const { document, matter } = subjectOf(event);
  return [
    ...(document === null ? [] : [documentStream(firm, document)]),
    ...(matter === null ? [] : [matterStream(firm, matter)]),
  ];
}

function toLine(work: ListedWork, names: ReturnType<typeof namesIn>): FailedWorkLine {
  const { document, matter } = subjectOf(work.event);
  return {
    reference: workReference(placeOfWork(work)),
    consumer: work.group,
    event: work.event?.name ?? null,
    state: work.state,
    code: work.code,
    document: document === null ? null : { id: document, name: names.documentName },
    matter: matter === null ? null : { id: matter, number: names.matterNumber, client: names.clientName },
    tries: work.tries,
    firstFailedAt: (work.firstFailedAt ?? work.dueAt).toISOString(),
    lastFailedAt: (work.lastFailedAt ?? work.dueAt).toISOString(),
    nextTryAt: work.state === 'dead' ? null : work.dueAt.toISOString(),
    behind: work.behind,
  };
}

const placeOfWork = ({ group, record }: ParkedWork): WorkPlace => ({
  consumer: group,
  topic: record.topic,
  partition: record.partition,
  offset: String(record.offset),
});
