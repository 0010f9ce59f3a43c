import { Module } from '@nestjs/common';
import { Relay, StatusProjector } from '@counterpart/event-store';
import { CONFIG, LOG, PLATFORM, type Log, type Platform } from '@counterpart/service-defaults';
import type { AuditorConfig } from './auditor.config.js';
import { loadLogKeys } from './adapters/log-keys.js';
import { LogSealer } from './adapters/log-sealer.js';

/** Composes the auditor. */
@Module({
  providers: [
    {
      provide: StatusProjector,
      inject: [CONFIG, LOG],
      useFactory: (config: AuditorConfig, log: Log) =>
        new StatusProjector({
          url: config.COUNTERPART_DATABASE_URL,
          onFailure: (error) => log.warn({ error: String(error) }, 'the status projection starts over'),
        }),
    },
    {
      // What people order by the command line (`console.*`): it does not run all the time.
      provide: Relay,
      inject: [CONFIG, PLATFORM],
      useFactory: (config: AuditorConfig, { producer }: Platform) =>
        new Relay({ url: config.COUNTERPART_DATABASE_URL, owner: 'console', producer }),
    },
    {
      provide: LogSealer,
      inject: [CONFIG, PLATFORM, LOG],
      useFactory: (config: AuditorConfig, { producer }: Platform, log: Log) =>
        new LogSealer({
          url: config.COUNTERPART_DATABASE_URL,
          everyMs: config.COUNTERPART_AUDIT_SEAL_MS,
          identity: loadLogKeys(config.COUNTERPART_AUDIT_KEY_FILE),
          producer,
          log,
        }),
    },
  ],
})
export class AuditorModule {}
