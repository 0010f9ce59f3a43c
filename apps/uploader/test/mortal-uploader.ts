import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import type { Event } from '@counterpart/contracts';
import { digestContent, StagingMemory } from '@counterpart/dropbox-client';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { ClioContent } from '../dist/adapters/clio-content.js';
import { ClioSourceRecords } from '../dist/adapters/clio-records.js';
import { DropboxPresent } from '../dist/adapters/dropbox-present.js';
import { DropboxStaging } from '../dist/adapters/dropbox-staging.js';
import { FileOwnersStore } from '../dist/adapters/file-owners.store.js';
import { StagingDesk } from '../dist/adapters/staging-desk.js';
import { StagingProgressEntity } from '../dist/adapters/staging-progress.entity.js';
import { StagingProgressStore } from '../dist/adapters/staging-progress.store.js';
import { StoredRuns } from '../dist/adapters/told-runs.js';
import { StoredVersions } from '../dist/adapters/told-versions.js';
import { transferVerdict } from '../dist/adapters/transfer-verdict.js';
import { StageDocument } from '../dist/stage-document/stage-document.handler.js';

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
