import { join } from 'node:path';
import { environment } from './environment.js';
import { findKafka, findPostgres } from './resources/ground.js';
import { PidBook } from './resources/pid-book.js';
import { Reaper } from './resources/reaper.js';
import { REPOSITORY } from './stack-options.js';

/** What specs of adapters stand on. */
export interface TestGround {
  /** Superuser’s address. */
  readonly databaseUrl: string;
  readonly kafkaBrokers: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL and a Kafka for specs. */
export async function startGround(folder: string, say: (message: string) => void): Promise<TestGround> {
  const pids = new PidBook(join(folder, 'pids.json'));
  const reaper = new Reaper();
  const onDeath = (name: string, logEnd: string): void => say(`${name} ended unexpectedly:\n${logEnd}`);
  const household = { pids, reaper, onDeath };
  const options = { repository: REPOSITORY, folder, household, environment, say, isThrownAway: true };
  const [postgres, kafka] = await Promise.all([findPostgres(options), findKafka(options)]);
  return {
    databaseUrl: postgres.url,
    kafkaBrokers: kafka.brokers,
    stop: async () => {
      await Promise.all([postgres.stop(), kafka.stop()]);
      pids.clear();
      reaper.close();
    },
  };
}
