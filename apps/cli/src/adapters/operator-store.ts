import { EventStore, storeDataSource, type Cause } from '@counterpart/event-store';
import { v7 as uuidv7 } from 'uuid';

/** How the command line’s sessions are named in the database. */
export const APPLICATION = 'counterpart cli';

/** The store, as the person at the command line reaches it. */
export interface OperatorStore {
  readonly store: EventStore;
  /** For what the store is not asked about. */
  readonly dataSource: ReturnType<typeof storeDataSource>;
  readonly close: () => Promise<void>;
}

/** Connects to the store. @param poolSize sessions at the most: one, where no two questions are asked at once */
export async function openStore(url: string, poolSize = 1): Promise<OperatorStore> {
  const dataSource = storeDataSource({ url, applicationName: APPLICATION, poolSize });
  await dataSource.initialize();
  return { store: new EventStore(dataSource), dataSource, close: () => dataSource.destroy() };
}

/** How events name the person at the command line as their source. */
export const CONSOLE = '/counterpart/console';

/** What a person does at the command line, as the cause of events: it follows from nothing else. */
export function operatorCause(handler: `console.${string}`, actor: string): Cause {
  const id = uuidv7();
  return { eventId: id, correlationId: id, handler, actor, source: CONSOLE };
}
