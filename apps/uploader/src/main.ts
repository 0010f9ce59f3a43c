import { runService } from '@counterpart/service-defaults/service';
import { MakeStagingProgress1764000002001 } from './adapters/migrations/0001-make-staging-progress.js';
import { PartProgress1764000002002 } from './adapters/migrations/0002-part-progress.js';
import { MakeCounterparts1764000002003 } from './adapters/migrations/0003-make-counterparts.js';
import { StagingProgressEntity } from './adapters/staging-progress.entity.js';
import { subscriptions } from './subscriptions.js';
import { UploaderConfig } from './uploader.config.js';
import { UploaderModule } from './uploader.module.js';

await runService({
  name: 'uploader',
  config: UploaderConfig,
  module: UploaderModule,
  subscriptions,
  database: {
    schema: 'uploader',
    entities: [StagingProgressEntity],
    migrations: [MakeStagingProgress1764000002001, PartProgress1764000002002, MakeCounterparts1764000002003],
  },
});
