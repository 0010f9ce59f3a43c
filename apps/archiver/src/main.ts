import type { FirmClock } from '@counterpart/service-defaults';
import { runService } from '@counterpart/service-defaults/service';
import { MakeDriftMarks1764000003001 } from './adapters/migrations/0001-make-drift-marks.js';
import { MakePackings1764000003002 } from './adapters/migrations/0002-make-packings.js';
import { MakePackingCheckpoints1764000003003 } from './adapters/migrations/0003-make-packing-checkpoints.js';
import { PartMarks1764000003004 } from './adapters/migrations/0004-part-firms.js';
import { PartPackings1764000003005 } from './adapters/migrations/0005-part-packings.js';
import { NameRoots1764000003006 } from './adapters/migrations/0006-name-roots.js';
import { KeepLooks1764000003007 } from './adapters/migrations/0007-keep-looks.js';
import { LookInParts1764000003008 } from './adapters/migrations/0008-look-in-parts.js';
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
    migrations: [
      MakeDriftMarks1764000003001,
      MakePackings1764000003002,
      MakePackingCheckpoints1764000003003,
      PartMarks1764000003004,
      PartPackings1764000003005,
      NameRoots1764000003006,
      KeepLooks1764000003007,
      LookInParts1764000003008,
    ],
  },
  onStarted: async (app) => {
    const clock = app.get<FirmClock>(DRIFT_CLOCK);
    // Two looks are to lie apart, however often a process starts.
    clock.rest();
    return Promise.resolve(() => clock.stop());
  },
});
