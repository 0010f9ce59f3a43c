import type { FirmClock } from '@counterpart/service-defaults';
import { runService } from '@counterpart/service-defaults/service';
import { ARCHIVER_MIGRATIONS } from './adapters/migrations.js';
import { ArchiverConfig } from './archiver.config.js';
import { ArchiverModule, DRIFT_CLOCK } from './archiver.module.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'archiver',
  config: ArchiverConfig,
  module: ArchiverModule,
  subscriptions,
  database: {
    schema: 'archiver',
    entities: [],
    migrations: ARCHIVER_MIGRATIONS,
  },
  onStarted: async (app) => {
    const clock = app.get<FirmClock>(DRIFT_CLOCK);
    // Two looks are to lie apart, however often a process starts.
    clock.rest();
    return Promise.resolve(() => clock.stop());
  },
});
