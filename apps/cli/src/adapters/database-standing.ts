import {
  documentStream,
  matterStream,
  migrationStream,
  namesIn,
  sweepStream,
  type DocumentId,
  type FirmId,
  type MatterId,
  type StreamName,
} from '@counterpart/contracts';
import {
  EventStore,
  readDifferingMatters,
  readDriftStanding,
  readSkipped,
  readStanding,
  readUnsynced,
  showsDecisions,
  statusCovers,
  statusIsCurrent,
  type RecordedEvent,
  type StandingScope,
  type Transaction,
} from '@counterpart/event-store';
import type {
  History,
  LastSweep,
  Names,
  StandingBook,
  StandingPicture,
} from '../tell-standing/tell-standing.ports.js';
import { openStore } from './operator-store.js';

/** The counts in PostgreSQL. */
export interface DatabaseStanding extends StandingBook {
  close(): Promise<void>;
}

/** Documents and matters whose names are wanted. */
interface Named {
  readonly document?: DocumentId;
  readonly matter: MatterId | null;
}

/** Connects to the store as the services’ role. */
export async function openStanding(url: string): Promise<DatabaseStanding> {
  const { store, close } = await openStore(url, 2);
  return {
    read: (scope, limit) =>
      store.transact(
        async ({ client }) => {
          const { firm, matter } = scope;
          // The sweep before the counts: what it told is in them, or they are known to be behind.
          const basis = await basisOf(store, client, scope);
          const [standing, skipped] = [await readStanding(client, scope), await readSkipped(client, scope)];
          const unsynced = await readUnsynced(client, scope, limit);
          const matters = matter === null ? await readDifferingMatters(client, firm, limit) : [];
          const namesOf = await storiesOf(store, firm, [...unsynced, ...matters]);
          return {
            standing,
            skipped,
            unsynced: unsynced.map((one) => ({ ...one, names: namesOf(one) })),
            matters: matters.map((one) => ({ ...one, names: namesOf(one) })),
            drift: await readDriftStanding(client, scope),
            ...basis,
            known:
              matter === null ||
              standing.inClio > 0 ||
              (await store.newestOf(matterStream(firm, matter))) !== undefined,
            current: await statusIsCurrent(client),
          };
        },
        { firm: scope.firm },
      ),
    close,
  };
}

type Basis = Pick<StandingPicture, 'lastSweep' | 'history' | 'covered' | 'decided'>;

/** What a claim about everything rests on: the last sweep, the migration of what was there before, and decisions and counts of both. */
async function basisOf(
  store: EventStore,
  client: Transaction['client'],
  { firm, matter }: StandingScope,
): Promise<Basis> {
  const swept = await store.newestOf(sweepStream(firm));
  const migrated = migrationIn(await store.readStream(migrationStream(firm)), matter);
  let [covered, decided] = [true, true];
  for (const recorded of [swept, migrated]) {
    if (recorded === undefined) continue;
    covered &&= await statusCovers(client, recorded);
    decided &&= await showsDecisions(client, firm, recorded);
  }
  return { lastSweep: lastSweepIn(swept), history: historyOf(migrated), covered, decided };
}

/** The run that founds a claim: one that saw everything, or else whichever came to its end. */
function migrationIn(story: readonly RecordedEvent[], matter: MatterId | null): RecordedEvent | undefined {
  const ended = story.filter(
    ({ event }) =>
      event.name === 'MigrationCompleted' && (event.data.matter === null || event.data.matter === matter),
  );
  return ended.find((one) => historyOf(one) === 'whole') ?? ended.at(-1);
}

function historyOf(migrated: RecordedEvent | undefined): History {
  if (migrated?.event.name !== 'MigrationCompleted') return 'none';
  const { hidden, documents } = migrated.event.data;
  // What was not counted (null) is not known to be none.
  const isWhole = [hidden, documents.unseen, documents.unfinished].every((count) => count === 0);
  return isWhole ? 'whole' : 'incomplete';
}

function lastSweepIn(newest: RecordedEvent | undefined): LastSweep | null {
  if (newest?.event.name !== 'SweepCompleted') return null;
  const { startedAt, toldUpTo, matters, documents, heldBack } = newest.event.data;
  const { hidden, uploading } = heldBack ?? { hidden: 0, uploading: 0 };
  return { startedAt, toldUpTo, hidden, uploading, told: matters.told + documents.told };
}

/** Reads the stories of all that is to be named by one query. */
async function storiesOf(
  store: EventStore,
  firm: FirmId,
  wanted: readonly Named[],
): Promise<(one: Named) => Names> {
  const stories = await store.readStreams([...new Set(wanted.flatMap((one) => streamsOf(firm, one)))]);
  return (one) => namesFrom(streamsOf(firm, one).flatMap((stream) => stories.get(stream) ?? []));
}

const streamsOf = (firm: FirmId, { document, matter }: Named): readonly StreamName[] => [
  ...(document === undefined ? [] : [documentStream(firm, document)]),
  ...(matter === null ? [] : [matterStream(firm, matter)]),
];

function namesFrom(story: readonly RecordedEvent[]): Names {
  const { documentName, matterNumber, clientName } = namesIn(story.map(({ event }) => event));
  return { document: documentName, matterNumber, client: clientName };
}
