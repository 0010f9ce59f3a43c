import { makeRunFolder, startGround, type TestGround } from '@counterpart/local';

let own: Promise<TestGround> | undefined;

/**
 * What specs stand on: the servers that `npm test` started for all packages, or one pair of our own where a single
 * package is tested by hand. Our own end with the process.
 */
export function ground(): Promise<Pick<TestGround, 'databaseUrl' | 'kafkaBrokers'>> {
  const { COUNTERPART_TEST_DATABASE_URL: databaseUrl, COUNTERPART_TEST_KAFKA_BROKERS: kafkaBrokers } =
    process.env;
  if (databaseUrl !== undefined && kafkaBrokers !== undefined)
    return Promise.resolve({ databaseUrl, kafkaBrokers });
  own ??= startGround(makeRunFolder('spec').folder, (message) => void process.stderr.write(`${message}\n`));
  return own;
}
