import { CreateAuditTables1764000002001 } from '@counterpart/audit-log/postgres';
import { Relay, StatusProjector } from '@counterpart/event-store';
import { runService } from '@counterpart/service-defaults/service';
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
    const workers = [app.get(LogSealer), app.get(Relay), app.get(StatusProjector)];
    for (const worker of workers) worker.start();
    return Promise.resolve(async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    });
  },
});
