import { CREDENTIAL_MIGRATIONS } from '@counterpart/credentials';
import { runService } from '@counterpart/service-defaults/service';
import { HookEntity } from './adapters/hook.entity.js';
import { countRefused } from './adapters/webhook.controller.js';
import { WebhookCounts } from './adapters/webhook-counts.js';
import { HookKeeper } from './keep-hooks-alive/hook-keeper.js';
import { MakeHooks1764000001002 } from './adapters/migrations/0001-make-hooks.js';
import { WatchContacts1764000001003 } from './adapters/migrations/0002-watch-contacts.js';
import { KeepMigrations1764000001004 } from './adapters/migrations/0003-keep-migrations.js';
import { PartHooks1764000001006 } from './adapters/migrations/0004-part-hooks.js';
import { PartMigrations1764000001007 } from './adapters/migrations/0005-part-migrations.js';
import { CountHidden1764000001008 } from './adapters/migrations/0006-count-hidden.js';
import { CountRestarts1764000001009 } from './adapters/migrations/0007-count-restarts.js';
import { IngestConfig } from './ingest.config.js';
import { IngestModule } from './ingest.module.js';
import { Migrator } from './migrate-history/migrator.js';
import { Sweeper } from './reconcile-records/sweeper.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'ingest',
  config: IngestConfig,
  module: IngestModule,
  subscriptions,
  database: {
    schema: 'ingest',
    entities: [HookEntity],
    migrations: [
      MakeHooks1764000001002,
      WatchContacts1764000001003,
      KeepMigrations1764000001004,
      PartHooks1764000001006,
      PartMigrations1764000001007,
      CountHidden1764000001008,
      CountRestarts1764000001009,
      ...CREDENTIAL_MIGRATIONS,
    ],
  },
  operations: (config) => ({
    host: config.COUNTERPART_OPERATIONS_HOST,
    port: config.COUNTERPART_OPERATIONS_PORT,
  }),
  bodyLimit: (config) => config.COUNTERPART_WEBHOOK_BODY_LIMIT,
  onUnroutable: (app, request) => countRefused(app.get(WebhookCounts), request),
  conditions: (app) => [
    {
      name: 'webhooks',
      of: 'ready',
      problem: () =>
        app.get(HookKeeper).hasTendedAll ? undefined : 'not every firm’s webhooks were tended yet',
    },
  ],
  onStarted: async (app) => {
    const workers = [app.get(HookKeeper), app.get(Sweeper), app.get(Migrator)];
    for (const worker of workers) worker.start();
    return Promise.resolve(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
  },
});
