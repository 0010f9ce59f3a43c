import { runService } from '@counterpart/service-defaults/service';
import { HookEntity } from './adapters/hook.entity.js';
import { countRefused } from './adapters/webhook.controller.js';
import { WebhookCounts } from './adapters/webhook-counts.js';
import { HookKeeper } from './keep-hooks-alive/hook-keeper.js';
import { INGEST_MIGRATIONS } from './adapters/migrations.js';
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
    migrations: INGEST_MIGRATIONS,
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
