import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { clioVerdict } from '@counterpart/clio-client';
import { ClioConnections, GrantTokens, SharedLedgers } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { dropboxAccounts, FirmVaults, type CredentialStore } from '@counterpart/credentials';
import { EventStore } from '@counterpart/event-store';
import { customFieldsNamed } from '@counterpart/placement';
import { PolicyBook } from '@counterpart/policies';
import {
  CLOCK,
  CONFIG,
  CREDENTIALS,
  Firms,
  FirmStandings,
  keyPlaces,
  LOG,
  Metrics,
  PLATFORM,
  type Log,
  type Platform,
} from '@counterpart/service-defaults';
import { openKeyRing } from '@counterpart/vault';
import { ClioHooks } from './adapters/clio-hooks.js';
import { ClioChanges } from './adapters/clio-changes.js';
import { ClioHistory } from './adapters/clio-history.js';
import { ClioApiRecords } from './adapters/clio-records.js';
import { HistoryStore } from './adapters/history.store.js';
import { servesAnew } from './detection/plan-hooks.js';
import { HookKeeper } from './keep-hooks-alive/hook-keeper.js';
import { HooksStore } from './adapters/hooks.store.js';
import { KafkaDeliveries } from './adapters/kafka-deliveries.js';
import { MIGRATION_LOCK, PostgresSweepTurns } from './adapters/sweep-turns.js';
import { toldHooks } from './adapters/told-hooks.js';
import { WebhookCounts } from './adapters/webhook-counts.js';
import { RefusedRequestFilter, WebhookController } from './adapters/webhook.controller.js';
import type { IngestConfig } from './ingest.config.js';
import { KeepHooksAlive } from './keep-hooks-alive/keep-hooks-alive.handler.js';
import { HistoryLog } from './migrate-history/history-log.js';
import { MigrateHistory } from './migrate-history/migrate-history.handler.js';
import { Migrator } from './migrate-history/migrator.js';
import { FactLog } from './normalise-delivery/fact-log.js';
import { NormaliseDelivery } from './normalise-delivery/normalise-delivery.handler.js';
import { ReadyToTell } from './reconcile-records/ready-to-tell.js';
import { Reconcile } from './reconcile-records/reconcile-records.handler.js';
import { SweepLog } from './reconcile-records/sweep-log.js';
import { Sweeper } from './reconcile-records/sweeper.js';
import { DeliveryLimit } from './receive-delivery/delivery-limit.js';
import { ReceiveDelivery } from './receive-delivery/receive-delivery.handler.js';

/** Composes ingest. */
@Module({
  controllers: [WebhookController],
  providers: [
    { provide: APP_FILTER, useClass: RefusedRequestFilter },
    {
      provide: ClioConnections,
      inject: [Firms, DataSource, CREDENTIALS],
      useFactory: (firms: Firms, dataSource: DataSource, credentials: CredentialStore | null) =>
        new ClioConnections(firms, new SharedLedgers(dataSource), new GrantTokens(credentials)),
    },
    {
      provide: WebhookCounts,
      inject: [Metrics],
      useFactory: (metrics: Metrics) => new WebhookCounts(metrics),
    },
    {
      provide: HooksStore,
      inject: [EventStore, DataSource, FirmStandings, CONFIG, CLOCK],
      useFactory: (...[store, dataSource, standings, config, now]: HookParts) => {
        const ring = openKeyRing(config.COUNTERPART_MASTER_KEY, keyPlaces(config));
        return new HooksStore(dataSource, new FirmVaults(store, ring), now, (firm) =>
          standings.isRemoved(firm),
        );
      },
    },
    {
      provide: ReceiveDelivery,
      inject: [HooksStore, PLATFORM, CLOCK, CONFIG],
      useFactory: (...[hooks, platform, now, config]: ReceiverParts) =>
        new ReceiveDelivery(
          hooks,
          new KafkaDeliveries(platform.producer),
          { now, newEventId: () => uuidv7() },
          new DeliveryLimit({
            perSecond: config.COUNTERPART_WEBHOOK_RATE,
            burst: config.COUNTERPART_WEBHOOK_BURST,
          }),
        ),
    },
    {
      provide: ClioApiRecords,
      inject: [EventStore, ClioConnections, CLOCK],
      useFactory: (store: EventStore, clio: ClioConnections, now: () => Date) => {
        const book = new PolicyBook(store);
        const wanted = async (firm: FirmId) => customFieldsNamed((await book.of(firm)).current);
        return new ClioApiRecords(clio, wanted, now);
      },
    },
    {
      provide: NormaliseDelivery,
      inject: [EventStore, ClioApiRecords, CLOCK],
      useFactory: (store: EventStore, records: ClioApiRecords, now: () => Date) =>
        new NormaliseDelivery(records, new FactLog(store, now), new PolicyBook(store)),
    },
    {
      provide: Reconcile,
      inject: [EventStore, ClioConnections, ClioApiRecords, DataSource, CONFIG, CLOCK, HooksStore],
      useFactory: (...[store, clio, records, dataSource, config, now, hooks]: SweepParts) =>
        new Reconcile(
          new ClioChanges(clio, records),
          new SweepLog(store, now, dropboxAccounts),
          new PostgresSweepTurns(dataSource),
          {
            now,
            newSweepId: () => uuidv7(),
            servesAnew: async (firm, since) => servesAnew(await hooks.list(firm), since),
            everyMs: config.COUNTERPART_SWEEP_SECONDS * 1000,
            overlapMs: config.COUNTERPART_SWEEP_OVERLAP_SECONDS * 1000,
          },
        ),
    },
    {
      provide: Sweeper,
      inject: [Reconcile, ClioConnections, Firms, FirmStandings, CONFIG, LOG, CLOCK],
      useFactory: (...[reconcile, clio, firms, standings, config, log, now]: SweeperParts) =>
        new Sweeper(reconcile, () => firms.ids(), {
          everyMs: config.COUNTERPART_SWEEP_SECONDS * 1000,
          isServed: (firm) => standings.isServed(firm),
          isWaiting: (firm) => clio.isWaiting(firm, 'sweep'),
          now,
          onSwept: (firm, outcome) => {
            if (outcome.outcome === 'early') return;
            if ('heldBack' in outcome && outcome.heldBack > 0)
              log.warn({ firm, ...outcome }, 'a sweep saw changes that cannot be told yet');
            else log.info({ firm, ...outcome }, 'sweep');
          },
          onTrouble: (firm, error) => log.warn({ firm, error }, 'a sweep broke off and is begun anew'),
        }),
    },
    {
      provide: MigrateHistory,
      inject: [EventStore, ClioConnections, ClioApiRecords, DataSource, CONFIG, CLOCK],
      useFactory: (...[store, clio, records, dataSource, config, now]: ReconcileParts) => {
        const lists = new ClioHistory(clio, records);
        const facts = new SweepLog(store, now, dropboxAccounts);
        const ports = {
          lists,
          facts,
          book: new HistoryStore(store, now),
          trail: new HistoryLog(store, now),
          ready: new ReadyToTell(lists, facts),
          turns: new PostgresSweepTurns(dataSource, MIGRATION_LOCK),
        };
        return new MigrateHistory(ports, {
          wave: config.COUNTERPART_MIGRATION_WAVE,
          window: config.COUNTERPART_MIGRATION_WINDOW,
          now,
          newPartId: () => uuidv7(),
        });
      },
    },
    {
      provide: Migrator,
      inject: [MigrateHistory, ClioConnections, Firms, FirmStandings, LOG],
      useFactory: (...[history, clio, firms, standings, log]: MigratorParts) =>
        new Migrator(history, () => firms.ids(), {
          isServed: (firm) => standings.isServed(firm),
          isWaiting: (firm) => clio.isWaiting(firm, 'migration'),
          onStep: (firm, { did }) => {
            if (did === 'done' || did === 'failed') log.info({ firm, did }, 'migration');
          },
          onTrouble: (firm, error) => log.warn({ firm, error }, 'a migration’s step is taken again'),
        }),
    },
    {
      provide: HookKeeper,
      inject: [HooksStore, ClioConnections, Firms, FirmStandings, CONFIG, LOG, CLOCK, WebhookCounts],
      useFactory: (...[hooks, clio, firms, standings, config, log, now, counts]: KeeperParts) => {
        const newToken = (): string => randomBytes(32).toString('base64url');
        const source = { now, newToken };
        const keeper = new KeepHooksAlive(hooks, new ClioHooks(clio), source, toldHooks(counts, log));
        const watched = () => firms.all().map(({ firm, clio: { webhookUrl } }) => ({ firm, webhookUrl }));
        return new HookKeeper(keeper, watched, {
          everyMs: config.COUNTERPART_HOOK_TENDING_SECONDS * 1000,
          isRemoved: (firm) => standings.isRemoved(firm),
          isDisconnected: (error) => clioVerdict(error)?.kind === 'disconnected',
          onTrouble: (firm, error) => {
            counts.troubled(firm);
            log.warn({ firm, error }, 'webhooks could not be tended');
          },
        });
      },
    },
  ],
})
export class IngestModule {}

type SweepParts = readonly [...ReconcileParts, HooksStore];
type ReconcileParts = readonly [
  EventStore,
  ClioConnections,
  ClioApiRecords,
  DataSource,
  IngestConfig,
  () => Date,
];
type HookParts = readonly [EventStore, DataSource, FirmStandings, IngestConfig, () => Date];
type ReceiverParts = readonly [HooksStore, Platform, () => Date, IngestConfig];
type MigratorParts = readonly [MigrateHistory, ClioConnections, Firms, FirmStandings, Log];
type SweeperParts = readonly [
  Reconcile,
  ClioConnections,
  Firms,
  FirmStandings,
  IngestConfig,
  Log,
  () => Date,
];
type KeeperParts = readonly [
  HooksStore,
  ClioConnections,
  Firms,
  FirmStandings,
  IngestConfig,
  Log,
  () => Date,
  WebhookCounts,
];
