import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TOPICS } from '@counterpart/contracts';
import { makeRunFolder, REPOSITORY } from '@counterpart/local';
import { z } from 'zod';
import { appendSealed, openSealedGround, type SealedGround } from '../audit/sealed-ground.js';
import type { BenchReport } from '../bench-report.js';
import { bareConsume } from '../eventing/bare-consumer.js';
import { machine } from '../machine.js';

/** How much is rebuilt. */
export interface RebuildOptions {
  /** A multiple of 500. */
  readonly events: number;
}

/** `counterpart rebuild --from topics` into an empty database, beside a bare kafkajs loop over the same topic. */
export async function rebuildBench({ events }: RebuildOptions): Promise<BenchReport> {
  const { folder, remove } = makeRunFolder('bench-rebuild');
  const ground = await openSealedGround(folder);
  try {
    await appendSealed(ground, await ground.makeDatabase('lost'), events);
    const topic = TOPICS.uploads.name;
    // Twice, the first time to warm the page cache.
    await bareConsume(ground.brokers, topic, events);
    const bareSeconds = await bareConsume(ground.brokers, topic, events);
    const rebuilt = await rebuild(ground, (await ground.makeDatabase('rebuilt')).owner);
    return {
      bench: 'rebuild',
      events,
      ours: { perSecond: rebuilt.eventsPerSecond, seconds: rebuilt.seconds },
      bare: { perSecond: Math.round(events / bareSeconds) },
      ratio: Math.round((bareSeconds / rebuilt.seconds) * 1000) / 1000,
      machine: machine(),
      holds: rebuilt.events === events && rebuilt.log.signed === events,
    };
  } finally {
    await ground.stop();
    remove();
  }
}

const Rebuilt = z.object({
  events: z.number(),
  seconds: z.number(),
  eventsPerSecond: z.number(),
  log: z.object({ signed: z.number() }),
});

async function rebuild({ brokers, key }: SealedGround, owner: string): Promise<z.infer<typeof Rebuilt>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(REPOSITORY, 'apps/cli/dist/main.js'), '--json', 'rebuild', '--from', 'topics'],
    {
      env: {
        COUNTERPART_KAFKA_BROKERS: brokers.join(','),
        COUNTERPART_MIGRATION_DATABASE_URL: owner,
        COUNTERPART_AUDIT_PUBLIC_KEYS: String(key.verifier),
      },
    },
  );
  return Rebuilt.parse(JSON.parse(stdout));
}
