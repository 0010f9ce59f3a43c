import { CreateAuditTables1764000002001 } from '@counterpart/audit-log/postgres';
import { Relay } from '@counterpart/event-store';
import { runService } from '@counterpart/service-defaults';
import { AuditorConfig } from './auditor.config.js';
import { AuditorModule } from './auditor.module.js';
import { LogSealer } from './adapters/log-sealer.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'audit',
  config: AuditorConfig,
  module: AuditorModule,
  subscriptions,
  database: { entities: [], migrations: [CreateAuditTables1764000002001] },
  conditions: (app) => [{ name: 'sealing', of: 'ready', problem: () => app.get(LogSealer).problem }],
  onStarted: (app) => {
    const [sealer, relay] = [app.get(LogSealer), app.get(Relay)];
    sealer.start();
    relay.start();
    return Promise.resolve(async () => {
      await relay.stop();
      await sealer.stop();
    });
  },
});
