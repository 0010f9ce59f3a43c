import { Module } from '@nestjs/common';
import {
  ClioConnections,
  DropboxConnections,
  GrantTokens,
  SharedLedgers,
  toldRepeats,
} from '@counterpart/connections';
import type { CredentialStore } from '@counterpart/credentials';
import { digestContent, StagingMemory } from '@counterpart/dropbox-client';
import { EventStore } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import { Marks } from '@counterpart/restricted-folder';
import { CLOCK, CONFIG, CREDENTIALS, Firms, LOG, Metrics, type Log } from '@counterpart/service-defaults';
import { DataSource } from 'typeorm';
import { ClioArchives } from './adapters/clio-archives.js';
import { ClioContent } from './adapters/clio-content.js';
import { ClioSourceRecords } from './adapters/clio-records.js';
import { DropboxCounterparts } from './adapters/dropbox-counterparts.js';
import { FileOwnersStore } from './adapters/file-owners.store.js';
import { DropboxGate } from './adapters/dropbox-gate.js';
import { DropboxPresent } from './adapters/dropbox-present.js';
import { DropboxStaging } from './adapters/dropbox-staging.js';
import { StoredRuns } from './adapters/told-runs.js';
import { StoredVersions } from './adapters/told-versions.js';
import { transferVerdict } from './adapters/transfer-verdict.js';
import { StagingDesk } from './adapters/staging-desk.js';
import { StagingProgressStore } from './adapters/staging-progress.store.js';
import { CommitStaged } from './commit-staged/commit-staged.handler.js';
import { ArchivedContent } from './stage-document/archived-content.js';
import { StageDocument, type StagingPorts } from './stage-document/stage-document.handler.js';
import type { UploaderConfig } from './uploader.config.js';

const STAGING_PORTS = Symbol('staging ports');

/** Composes the uploader. */
@Module({
  providers: [
    {
      provide: ClioConnections,
      inject: [Firms, DataSource, CREDENTIALS],
      useFactory: (firms: Firms, dataSource: DataSource, credentials: CredentialStore | null) =>
        new ClioConnections(firms, new SharedLedgers(dataSource), new GrantTokens(credentials)),
    },
    {
      provide: DropboxConnections,
      inject: [Firms, Metrics, LOG, CREDENTIALS],
      useFactory: (firms: Firms, metrics: Metrics, log: Log, credentials: CredentialStore | null) =>
        new DropboxConnections(firms, toldRepeats(metrics, log), new GrantTokens(credentials)),
    },
    {
      provide: DropboxStaging,
      inject: [DropboxConnections, CONFIG, Firms],
      useFactory: (dropbox: DropboxConnections, config: UploaderConfig, firms: Firms) =>
        new DropboxStaging(
          dropbox,
          new StagingMemory({
            chunkBytes: config.COUNTERPART_CHUNK_BYTES,
            argBytes: config.COUNTERPART_PACK_ARG_BYTES,
            memoryBytes: config.COUNTERPART_STAGE_MEMORY_BYTES,
            readsAtOnce: config.COUNTERPART_READS_AT_ONCE,
            shareOf: (firm) => firms.shareOf(firm),
          }),
        ),
    },
    {
      provide: StagingProgressStore,
      inject: [EventStore, CLOCK],
      useFactory: (store: EventStore, now: () => Date) => new StagingProgressStore(store, now),
    },
    {
      provide: ArchivedContent,
      inject: [ClioConnections, CONFIG, LOG],
      useFactory: (clio: ClioConnections, config: UploaderConfig, log: Log) =>
        new ArchivedContent(
          new ClioContent(clio),
          new ClioArchives(clio, {
            itemType: config.COUNTERPART_ARCHIVE_ITEM_TYPE,
            firstLookMs: 5_000,
            patienceMs: config.COUNTERPART_ARCHIVE_PATIENCE_SECONDS * 1000,
            // Names and headers come on top of the documents.
            mostBytes: config.COUNTERPART_ARCHIVE_BYTES + 1_048_576,
            onArchive: (firm, came) => log.info({ firm, ...came }, 'archive of Clio’s'),
          }),
          {
            documents: config.COUNTERPART_ARCHIVE_DOCUMENTS,
            bytes: config.COUNTERPART_ARCHIVE_BYTES,
            documentBytes: 4_194_304,
            atLeast: 6,
            lingerMs: 3_000,
          },
        ),
    },
    {
      provide: STAGING_PORTS,
      inject: [
        ArchivedContent,
        ClioConnections,
        DropboxConnections,
        DropboxStaging,
        StagingProgressStore,
        EventStore,
      ],
      useFactory: (...[source, clio, dropbox, area, progress, store]: StagingParts): StagingPorts => ({
        source,
        records: new ClioSourceRecords(clio),
        runs: new StoredRuns(store),
        versions: new StoredVersions(store),
        owners: new FileOwnersStore(store),
        present: new DropboxPresent(dropbox),
        digest: digestContent,
        area,
        progress,
        verdictOf: transferVerdict,
      }),
    },
    {
      provide: StagingDesk,
      inject: [EventStore, StagingProgressStore, CLOCK],
      useFactory: (store: EventStore, progress: StagingProgressStore, now: () => Date) =>
        new StagingDesk(store, progress, new FileOwnersStore(store), now),
    },
    {
      provide: StageDocument,
      inject: [StagingDesk, STAGING_PORTS],
      useFactory: (desk: StagingDesk, ports: StagingPorts) => new StageDocument(desk, ports),
    },
    {
      provide: CommitStaged,
      inject: [EventStore, DropboxConnections, CLOCK],
      useFactory: (store: EventStore, dropbox: DropboxConnections, now: () => Date) =>
        new CommitStaged(
          store,
          {
            files: new DropboxCounterparts(dropbox),
            gate: new DropboxGate(dropbox, new Marks(store, new PolicyBook(store))),
            owners: new FileOwnersStore(store),
          },
          now,
        ),
    },
  ],
})
export class UploaderModule {}

type StagingParts = readonly [
  ArchivedContent,
  ClioConnections,
  DropboxConnections,
  DropboxStaging,
  StagingProgressStore,
  EventStore,
];
