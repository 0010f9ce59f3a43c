import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { environment } from './environment.js';
import { startGround } from './test-ground.js';
import { makeRunFolder } from './run-folder.js';
import { REPOSITORY } from './stack-options.js';
import { summaryOf } from './test-summary.js';

/** `npm test`: one PostgreSQL and one Kafka for all packages, every spec, each failure once more at the end. */
const { folder, remove } = makeRunFolder('test');
const ground = await startGround(folder, (message) => void process.stderr.write(`${message}\n`));
let status = 1;
try {
  status = await runSpecs(process.argv.slice(2));
} finally {
  await ground.stop();
  remove();
}
process.exit(status);

function runSpecs(args: readonly string[]): Promise<number> {
  const turbo = join(REPOSITORY, 'node_modules', '.bin', 'turbo');
  const child = spawn(
    turbo,
    ['run', 'test', '--concurrency=2', '--output-logs=full', '--no-color', '--continue', ...args],
    {
      cwd: REPOSITORY,
      env: {
        ...environment,
        COUNTERPART_TEST_DATABASE_URL: ground.databaseUrl,
        COUNTERPART_TEST_KAFKA_BROKERS: ground.kafkaBrokers,
        TURBO_TELEMETRY_DISABLED: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const log = createWriteStream(join(folder, 'test.log'));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    log.write(chunk);
    process.stdout.write(chunk);
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      log.end();
      process.stdout.write(`\n${summaryOf(text)}\n`);
      resolve(code ?? 1);
    });
  });
}
