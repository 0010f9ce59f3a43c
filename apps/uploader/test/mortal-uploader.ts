import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import type { Event } from '@counterpart/contracts';
import { digestContent, StagingMemory } from '@counterpart/dropbox-client';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { Firms, type Firm } from '@counterpart/service-defaults';

/**
 * The uploader as it is built, in a process of its own, for `kill -9`: stages what one order asks for, and ends with 0 where
 * that is done. Argument: its task, as JSON.
 */
interface Task {
  readonly databaseUrl: string;
  readonly firm: Firm;
  readonly order: Event<'DocumentRouted'>;
  readonly chunkBytes: number;
}

/** A module as it is built. */
const built = <T>(path: string): Promise<T> =>
  import(new URL(`../dist/${path}.js`, import.meta.url).href) as Promise<T>;
const { ClioContent } =
  await built<typeof import('../src/adapters/clio-content.js')>('adapters/clio-content');
const { ClioSourceRecords } =
  await built<typeof import('../src/adapters/clio-records.js')>('adapters/clio-records');
const { DropboxPresent } =
  await built<typeof import('../src/adapters/dropbox-present.js')>('adapters/dropbox-present');
const { DropboxStaging } =
  await built<typeof import('../src/adapters/dropbox-staging.js')>('adapters/dropbox-staging');
const { FileOwnersStore } = await built<typeof import('../src/adapters/file-owners.store.js')>(
  'adapters/file-owners.store',
);
const { StagingDesk } =
  await built<typeof import('../src/adapters/staging-desk.js')>('adapters/staging-desk');
const { StagingProgressEntity } = await built<typeof import('../src/adapters/staging-progress.entity.js')>(
  'adapters/staging-progress.entity',
);
const { StagingProgressStore } = await built<typeof import('../src/adapters/staging-progress.store.js')>(
  'adapters/staging-progress.store',
);
const { StoredRuns } = await built<typeof import('../src/adapters/told-runs.js')>('adapters/told-runs');
const { StoredVersions } =
  await built<typeof import('../src/adapters/told-versions.js')>('adapters/told-versions');
const { transferVerdict } =
  await built<typeof import('../src/adapters/transfer-verdict.js')>('adapters/transfer-verdict');
const { StageDocument } = await built<typeof import('../src/stage-document/stage-document.handler.js')>(
  'stage-document/stage-document.handler',
);

const { databaseUrl, firm, order, chunkBytes } = JSON.parse(process.argv[2] ?? '') as Task;
const now = (): Date => new Date();
const database = { url: databaseUrl, entities: [StagingProgressEntity], applicationName: 'mortal uploader' };
const dataSource = await storeDataSource(database).initialize();
const store = new EventStore(dataSource);
const firms = new Firms([firm]);
const [clio, dropbox] = [new ClioConnections(firms), new DropboxConnections(firms)];
const memory = new StagingMemory({ chunkBytes, memoryBytes: 32 * chunkBytes, readsAtOnce: 8 });
const ports = {
  source: new ClioContent(clio),
  records: new ClioSourceRecords(clio),
  present: new DropboxPresent(dropbox),
  digest: digestContent,
  area: new DropboxStaging(dropbox, memory),
  progress: new StagingProgressStore(store, now),
  runs: new StoredRuns(store),
  versions: new StoredVersions(store),
  owners: new FileOwnersStore(store),
  verdictOf: transferVerdict,
};
const stage = new StageDocument(new StagingDesk(store, ports.progress, ports.owners, now), ports);
const record = { topic: 'spec', partition: 0, offset: 0n, key: null, value: null, headers: {}, timestamp: 0 };
const never = new AbortController().signal;
const verdict = await stage.handle({ event: order, record, tries: 1, signal: never, fence: null });
await dataSource.destroy();
process.exit(verdict.kind === 'done' ? 0 : 1);
