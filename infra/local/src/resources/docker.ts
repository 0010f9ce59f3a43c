import { createWriteStream, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { freePort } from './free-port.js';
import { asImageEnvironment, brokerSettings } from './kafka-settings.js';
import type { RunningKafka } from './kafka.js';
import { untilServes, type RunningPostgres } from './postgres.js';

const KAFKA_IMAGE = 'apache/kafka:4.4.0';
const POSTGRES_IMAGE = 'postgres:18';
const PASSWORD = 'fake-local-password';

/** Whether a Docker engine answers. Without a socket there is none to ask. */
export async function dockerAnswers(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (environment['DOCKER_HOST'] === undefined && !existsSync('/var/run/docker.sock')) return false;
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

const into =
  (logFile: string) =>
  (log: Readable): void =>
    void log.pipe(createWriteStream(logFile, { flags: 'a' }));

// Containers are removed by us, never by the engine: some engines take a restart for an end. What a crash of ours
// leaves behind, Testcontainers’ own reaper removes.

/** PostgreSQL 18 in a container. */
export async function postgresInDocker(logFile: string): Promise<RunningPostgres> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const container = await new GenericContainer(POSTGRES_IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    .withExposedPorts({ container: 5432, host: port })
    .withLogConsumer(into(logFile))
    .withAutoRemove(false)
    // While the image makes the database, its server listens on no port; a restart makes none.
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const url = `postgres://postgres:${PASSWORD}@${container.getHost()}:${port}/postgres`;
  await untilServes(url);
  return {
    url,
    restart: async () => {
      await container.restart();
      await untilServes(url);
    },
    stop: async () => void (await container.stop({ remove: true })),
  };
}

/** Kafka in a container; the port outside is the port inside, because a broker tells its clients its address. */
export async function kafkaInDocker(logFile: string): Promise<RunningKafka> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withEnvironment({
      ...asImageEnvironment(brokerSettings({ bind: '', port, controllerPort: 9093 })),
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
      KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m',
    })
    .withExposedPorts({ container: port, host: port })
    .withLogConsumer(into(logFile))
    .withAutoRemove(false)
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return {
    brokers: `${container.getHost()}:${port}`,
    restart: () => container.restart(),
    stop: async () => void (await container.stop({ remove: true })),
  };
}
