import { runService } from '@counterpart/service-defaults';
import { ArchiverConfig } from './archiver.config.js';
import { ArchiverModule } from './archiver.module.js';
import { subscriptions } from './subscriptions.js';

await runService({ name: 'archiver', config: ArchiverConfig, module: ArchiverModule, subscriptions });
