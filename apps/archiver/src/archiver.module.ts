import { Module } from '@nestjs/common';
import { DropboxConnections } from '@counterpart/connections';
import { EventStore } from '@counterpart/event-store';
import { CLOCK, Firms } from '@counterpart/service-defaults';
import { DropboxFolders } from './adapters/dropbox-folders.js';
import { MakeScaffold } from './make-scaffold/make-scaffold.handler.js';

/** Composes the archiver. */
@Module({
  providers: [
    {
      provide: DropboxFolders,
      inject: [Firms],
      useFactory: (firms: Firms) => new DropboxFolders(new DropboxConnections(firms)),
    },
    {
      provide: MakeScaffold,
      inject: [EventStore, DropboxFolders, CLOCK],
      useFactory: (store: EventStore, folders: DropboxFolders, now: () => Date) =>
        new MakeScaffold(store, folders, now),
    },
  ],
})
export class ArchiverModule {}
