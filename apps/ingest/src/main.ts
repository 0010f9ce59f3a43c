import { runService } from '@counterpart/service-defaults';
import { HookEntity } from './adapters/hook.entity.js';
import { HookKeeper } from './keep-hooks-alive/hook-keeper.js';
import { MakeHooks1764000001002 } from './adapters/migrations/0001-make-hooks.js';
import { IngestConfig } from './ingest.config.js';
import { IngestModule } from './ingest.module.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'ingest',
  config: IngestConfig,
  module: IngestModule,
  subscriptions,
  database: { schema: 'ingest', entities: [HookEntity], migrations: [MakeHooks1764000001002] },
  bodyLimit: (config) => config.COUNTERPART_WEBHOOK_BODY_LIMIT,
  conditions: (app) => [
    {
      name: 'webhooks',
      of: 'ready',
      problem: () => (app.get(HookKeeper).watchesAll ? undefined : 'not every firm is watched yet'),
    },
  ],
  onStarted: async (app) => {
    const keeper = app.get(HookKeeper);
    keeper.start();
    return Promise.resolve(() => keeper.stop());
  },
});
