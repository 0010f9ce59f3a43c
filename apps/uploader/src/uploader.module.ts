import { Module } from '@nestjs/common';
import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import { StagingMemory } from '@counterpart/dropbox-client';
import { EventStore } from '@counterpart/event-store';
import { CLOCK, CONFIG, Firms } from '@counterpart/service-defaults';
import { ClioContent } from './adapters/clio-content.js';
import { DropboxCounterparts } from './adapters/dropbox-counterparts.js';
import { DropboxStaging } from './adapters/dropbox-staging.js';
import { transferVerdict } from './adapters/transfer-verdict.js';
import { CommitStaged } from './commit-staged/commit-staged.handler.js';
import { StageDocument } from './stage-document/stage-document.handler.js';
import type { UploaderConfig } from './uploader.config.js';

/** Composes the uploader. */
@Module({
  providers: [
    { provide: ClioConnections, inject: [Firms], useFactory: (firms: Firms) => new ClioConnections(firms) },
    {
      provide: DropboxConnections,
      inject: [Firms],
      useFactory: (firms: Firms) => new DropboxConnections(firms),
    },
    {
      provide: DropboxStaging,
      inject: [DropboxConnections, CONFIG],
      useFactory: (dropbox: DropboxConnections, config: UploaderConfig) =>
        new DropboxStaging(
          dropbox,
          new StagingMemory({
            chunkBytes: config.COUNTERPART_CHUNK_BYTES,
            memoryBytes: config.COUNTERPART_STAGE_MEMORY_BYTES,
            readsAtOnce: config.COUNTERPART_READS_AT_ONCE,
          }),
        ),
    },
    {
      provide: StageDocument,
      inject: [EventStore, ClioConnections, DropboxStaging, CLOCK],
      useFactory: (store: EventStore, clio: ClioConnections, area: DropboxStaging, now: () => Date) =>
        new StageDocument(store, { source: new ClioContent(clio), area, verdictOf: transferVerdict }, now),
    },
    {
      provide: CommitStaged,
      inject: [EventStore, DropboxConnections, CLOCK],
      useFactory: (store: EventStore, dropbox: DropboxConnections, now: () => Date) =>
        new CommitStaged(store, new DropboxCounterparts(dropbox), now),
    },
  ],
})
export class UploaderModule {}
