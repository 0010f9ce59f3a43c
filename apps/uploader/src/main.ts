import { runService } from '@counterpart/service-defaults/service';
import { UPLOADER_MIGRATIONS } from './adapters/migrations.js';
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
    migrations: UPLOADER_MIGRATIONS,
  },
});
