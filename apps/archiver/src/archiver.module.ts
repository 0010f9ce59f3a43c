import { Module } from '@nestjs/common';
import {
  ClioConnections,
  DropboxConnections,
  GrantTokens,
  SharedLedgers,
  toldRepeats,
} from '@counterpart/connections';
import type { CredentialStore } from '@counterpart/credentials';
import { EventStore } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import { Marks } from '@counterpart/restricted-folder';
import {
  CLOCK,
  CONFIG,
  CREDENTIALS,
  FirmClock,
  Firms,
  FirmStandings,
  LOG,
  Metrics,
  type Log,
} from '@counterpart/service-defaults';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ClaimedPlaces } from './adapters/given-places.js';
import { ConnectedAccountsStore } from './adapters/connected-accounts.store.js';
import { FileOwnersStore } from './adapters/file-owners.store.js';
import { FoundFilesStore } from './adapters/found-files.store.js';
import { DriftMarksStore } from './adapters/drift-marks.store.js';
import { MirroredDocumentsStore } from './adapters/mirrored-documents.store.js';
import { OpenDriftsStore } from './adapters/open-drifts.store.js';
import { DropboxHealing } from './adapters/healing-hands.js';
import { DropboxHealingGate } from './adapters/healing-gate.js';
import { HealDrift } from './heal-drift/heal-drift.handler.js';
import { DropboxDrift } from './adapters/dropbox-drift.js';
import type { ArchiverConfig } from './archiver.config.js';
import { DriftWatch } from './find-drift/drift-watch.js';
import { FindDrift } from './find-drift/find-drift.handler.js';
import { ArchiveVersion } from './archive-version/archive-version.handler.js';
import { BringLateVersion } from './archive-version/bring-late-version.handler.js';
import { ClioNotes } from './adapters/clio-notes.js';
import { ClioWitnesses } from './adapters/clio-witnesses.js';
import { DropboxFolders } from './adapters/dropbox-folders.js';
import { DropboxVersions } from './adapters/dropbox-versions.js';
import { VersionSources } from './adapters/version-sources.js';
import { DropboxRestrictions } from './adapters/dropbox-restrictions.js';
import { RestrictedShelf } from './adapters/restricted-shelf.js';
import { RestrictFolder } from './restrict-folder/restrict-folder.handler.js';
import { DropboxGate } from './adapters/dropbox-gate.js';
import { DropboxPremises } from './adapters/dropbox-premises.js';
import { MakeScaffold } from './make-scaffold/make-scaffold.handler.js';
import { PlaceCopy } from './place-copy/place-copy.handler.js';
import { DropboxPacking } from './adapters/dropbox-packing.js';
import { PackingsStore } from './adapters/packings.store.js';
import { FileOriginsStore } from './adapters/file-origins.store.js';
import { SealedLog } from './adapters/sealed-log.js';
import { PackMatter } from './pack-matter/pack-matter.handler.js';
import { packPart } from './pack-matter/pack-part.js';
import type { ProveParts } from './pack-matter/pack-matter.ports.js';
import { FileProofs } from './pack-matter/prove-files.js';
import { PostNote } from './post-note/post-note.handler.js';
import { ThinVersions } from './thin-versions/thin-versions.handler.js';
import { Relocate } from './relocate-counterpart/relocate-counterpart.handler.js';

/** Each look holds one of the service’s eight connections to the database. */
const FIRMS_AT_ONCE = 3;

/** By which firms’ Dropboxes are looked at for what people changed. */
export const DRIFT_CLOCK = Symbol('clock of drift');

/** Composes the archiver. */
@Module({
  providers: [
    {
      provide: DropboxConnections,
      inject: [Firms, Metrics, LOG, CREDENTIALS],
      useFactory: (firms: Firms, metrics: Metrics, log: Log, credentials: CredentialStore | null) =>
        new DropboxConnections(firms, toldRepeats(metrics, log), new GrantTokens(credentials)),
    },
    {
      provide: DropboxFolders,
      inject: [DropboxConnections],
      useFactory: (dropbox: DropboxConnections) => new DropboxFolders(dropbox),
    },
    {
      provide: ArchiveVersion,
      inject: [EventStore, DropboxConnections, ClioConnections, CLOCK],
      useFactory: (...[store, dropbox, clio, now]: KeepingParts) =>
        new ArchiveVersion(
          store,
          sourcesOf(store, dropbox, clio),
          new RestrictedShelf(store, dropbox, marksOf(store)),
          now,
        ),
    },
    {
      provide: BringLateVersion,
      inject: [ArchiveVersion, EventStore, DropboxConnections, ClioConnections],
      useFactory: (...[archiving, store, dropbox, clio]: BringingParts) =>
        new BringLateVersion(archiving, store, {
          files: sourcesOf(store, dropbox, clio),
          gate: new RestrictedShelf(store, dropbox, marksOf(store)),
          accounts: new ConnectedAccountsStore(store),
          others: new ClioWitnesses(store, clio),
        }),
    },
    {
      provide: RestrictFolder,
      inject: [EventStore, DropboxConnections, CLOCK],
      useFactory: (store: EventStore, dropbox: DropboxConnections, now: () => Date) =>
        new RestrictFolder(store, new DropboxRestrictions(dropbox), now),
    },
    {
      provide: MakeScaffold,
      inject: [EventStore, DropboxFolders, CLOCK],
      useFactory: (store: EventStore, folders: DropboxFolders, now: () => Date) =>
        new MakeScaffold(store, folders, now),
    },
    {
      provide: DropboxPremises,
      inject: [DropboxConnections],
      useFactory: (dropbox: DropboxConnections) => new DropboxPremises(dropbox),
    },
    {
      provide: Relocate,
      inject: [EventStore, DropboxPremises, DropboxConnections, CLOCK],
      useFactory: (...[store, premises, dropbox, now]: RelocateParts) =>
        new Relocate(store, premises, new DropboxGate(store, dropbox, marksOf(store)), now),
    },
    {
      provide: PlaceCopy,
      inject: [EventStore, DropboxPremises, CLOCK],
      useFactory: (store: EventStore, premises: DropboxPremises, now: () => Date) =>
        new PlaceCopy(store, premises, marksOf(store), now),
    },
    {
      provide: DRIFT_CLOCK,
      inject: [EventStore, DataSource, DropboxConnections, Firms, FirmStandings, CONFIG, LOG],
      useFactory: (...[store, dataSource, dropbox, firms, standings, config, log]: DriftParts) => {
        const ports = {
          marks: new DriftMarksStore(dataSource),
          ground: new DropboxDrift(dropbox),
          places: new ClaimedPlaces(store),
          owners: new FileOwnersStore(store),
          found: new FoundFilesStore(store),
          mirrored: new MirroredDocumentsStore(store),
          accounts: new ConnectedAccountsStore(store),
        };
        const source = { now: () => new Date(), newLookId: () => uuidv7() };
        const healing = {
          drifts: new OpenDriftsStore(store),
          hands: new DropboxHealing(dropbox, new FileOwnersStore(store)),
          owners: new FileOwnersStore(store),
          gate: new DropboxHealingGate(store, dropbox, marksOf(store)),
          policies: new PolicyBook(store),
        };
        const healer = new HealDrift(store, healing, source);
        const watch = new DriftWatch(new FindDrift(store, ports, source), healer, ports.marks, {
          onTold: (firm, told) => log.info({ firm, told }, 'changed in Dropbox by hand'),
          onHealed: (firm, healed) => log.info({ firm, healed }, 'put back as it was mirrored'),
        });
        return new FirmClock((firm, signal) => watch.tend(firm, signal), {
          everyMs: config.COUNTERPART_DRIFT_SECONDS * 1000,
          atOnce: FIRMS_AT_ONCE,
          firms: () => firms.ids(),
          isServed: (firm) => standings.isServed(firm),
          onTrouble: (firm, error) =>
            log.warn({ firm, error }, 'a look at Dropbox broke off; the next one goes on there'),
        });
      },
    },
    {
      provide: SealedLog,
      inject: [EventStore, CONFIG],
      useFactory: (store: EventStore, config: ArchiverConfig) =>
        new SealedLog(store, { patienceMs: config.COUNTERPART_PROOF_PATIENCE_SECONDS * 1000 }),
    },
    {
      provide: PackMatter,
      inject: [EventStore, DropboxConnections, SealedLog, CLOCK],
      useFactory: (...[store, dropbox, log, now]: PackingParts) =>
        new PackMatter(
          store,
          {
            ground: new DropboxPacking(store, dropbox, { now }),
            origins: new FileOriginsStore(store),
            book: new PackingsStore(store, now),
            prove: proving(log, new PackingsStore(store, now)),
          },
          now,
        ),
    },
    {
      provide: ThinVersions,
      inject: [EventStore, DropboxConnections, SealedLog, CLOCK],
      useFactory: (...[store, dropbox, log, now]: PackingParts) => {
        const ground = new DropboxPacking(store, dropbox, { now });
        const book = new PackingsStore(store, now);
        const files = new DropboxVersions(dropbox);
        const access = new DropboxHealingGate(store, dropbox, marksOf(store));
        return new ThinVersions(
          store,
          { ground, files, access, book, prove: proving(log, book), pack: packPart },
          now,
        );
      },
    },
    {
      provide: ClioConnections,
      inject: [Firms, DataSource, CREDENTIALS],
      useFactory: (firms: Firms, dataSource: DataSource, credentials: CredentialStore | null) =>
        new ClioConnections(firms, new SharedLedgers(dataSource), new GrantTokens(credentials)),
    },
    {
      provide: PostNote,
      inject: [EventStore, ClioConnections, CLOCK],
      useFactory: (store: EventStore, clio: ClioConnections, now: () => Date) =>
        new PostNote(store, new ClioNotes(clio), now),
    },
  ],
})
export class ArchiverModule {}

const marksOf = (store: EventStore): Marks => new Marks(store, new PolicyBook(store));

const sourcesOf = (store: EventStore, dropbox: DropboxConnections, clio: ClioConnections): VersionSources =>
  new VersionSources(dropbox, clio, new FileOwnersStore(store), new ClaimedPlaces(store));

type KeepingParts = readonly [EventStore, DropboxConnections, ClioConnections, () => Date];

type BringingParts = readonly [ArchiveVersion, EventStore, DropboxConnections, ClioConnections];

type RelocateParts = [EventStore, DropboxPremises, DropboxConnections, () => Date];

const proving = (log: SealedLog, book: PackingsStore): ProveParts => {
  const proofs = new FileProofs(log, book);
  return (work, parts) => proofs.forParts(work, parts);
};

type PackingParts = readonly [EventStore, DropboxConnections, SealedLog, () => Date];

type DriftParts = readonly [
  EventStore,
  DataSource,
  DropboxConnections,
  Firms,
  FirmStandings,
  ArchiverConfig,
  Log,
];
