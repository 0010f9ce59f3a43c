import { join } from 'node:path';
import { cacheFolder } from './cache.js';
import type { Household } from './child.js';
import { dockerAnswers, kafkaInDocker, postgresInDocker } from './docker.js';
import { LocalError } from './errors.js';
import { findJava } from './java.js';
import { findKafkaJars } from './kafka-distribution.js';
import { startKafka, type RunningKafka } from './kafka.js';
import type { BrokerSecurity } from './kafka-settings.js';
import { configuredPostgres, startPostgres, type RunningPostgres } from './postgres.js';

/** What finding Kafka and PostgreSQL needs. */
export interface GroundOptions {
  readonly repository: string;
  /** Folder of this run. */
  readonly folder: string;
  readonly household: Household;
  /** Settings of the person who started us: KAFKA_BROKERS, DATABASE_URL, COUNTERPART_CACHE_DIR. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (message: string) => void;
  /** A broker with TLS and users: always our own, from jars, because it is made with them. */
  readonly security?: BrokerSecurity | undefined;
  /** Where PostgreSQL is our own: it does not wait for the disk. For specs, which restart no server. @default false */
  readonly isThrownAway?: boolean;
}

/** PostgreSQL: the configured one, else in Docker, else from npm. */
export async function findPostgres(options: GroundOptions): Promise<RunningPostgres> {
  const configured = options.environment['DATABASE_URL'];
  if (configured !== undefined) return configuredPostgres(configured);
  if (await dockerAnswers(options.environment)) {
    const inDocker = await postgresInDocker(join(options.folder, 'postgres.log')).catch((error: unknown) =>
      declined(options, 'PostgreSQL', error),
    );
    if (inDocker !== undefined) return inDocker;
  }
  const { folder, household, isThrownAway } = options;
  return startPostgres({ folder, household, isThrownAway });
}

/** Kafka: the configured one, else in Docker, else from jars with Java. */
export async function findKafka(options: GroundOptions): Promise<RunningKafka> {
  if (options.security !== undefined) return kafkaFromJars(options);
  const configured = options.environment['KAFKA_BROKERS'];
  if (configured !== undefined) return configuredKafka(configured);
  if (await dockerAnswers(options.environment)) {
    const inDocker = await kafkaInDocker(join(options.folder, 'kafka.log')).catch((error: unknown) =>
      declined(options, 'Kafka', error),
    );
    if (inDocker !== undefined) return inDocker;
  }
  return kafkaFromJars(options);
}

async function kafkaFromJars(options: GroundOptions): Promise<RunningKafka> {
  const cache = cacheFolder(options.repository, options.environment['COUNTERPART_CACHE_DIR']);
  const home = join(options.repository, 'infra', 'local', 'kafka');
  const java = await findJava({ cache, say: options.say });
  const jars = await findKafkaJars({ pom: join(home, 'pom.xml'), cache, say: options.say });
  return startKafka({
    folder: join(options.folder, 'kafka'),
    jars,
    java,
    log4j: join(home, 'log4j2.properties'),
    logFile: join(options.folder, 'kafka.log'),
    household: options.household,
    security: options.security,
  });
}

function declined(options: GroundOptions, what: string, error: unknown): undefined {
  options.say(`${what} could not be started in Docker (${String(error)}); trying without it.`);
  return undefined;
}

const configuredKafka = (brokers: string): RunningKafka => {
  const notOurs = (): Promise<void> =>
    Promise.reject(new LocalError('KAFKA_NOT_AVAILABLE', 'a configured broker is not ours to restart'));
  return { brokers, restart: notOurs, stop: () => Promise.resolve() };
};
