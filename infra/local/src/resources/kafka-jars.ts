import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalError } from './errors.js';

const run = promisify(execFile);

/** Whether a program answers. */
export async function hasProgram(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, [...args]);
    return true;
  } catch {
    return false;
  }
}

/** Kafka’s jars through Maven, kept in the cache; fetched anew when the pom changes. */
export async function jarsByMaven(
  pom: string,
  cache: string,
  say: (message: string) => void,
): Promise<string> {
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const folder = join(cache, `kafka-${version}`);
  if (existsSync(folder)) return folder;
  say('Fetching Apache Kafka through Maven (once, about 45 MB)...');
  // Whatever is in the folder of the final name is complete: it gets that name only at the end.
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  try {
    await run(
      'mvn',
      [
        '-q',
        '-B',
        '-f',
        pom,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${temporary}`,
        '-DincludeScope=runtime',
      ],
      { timeout: 10 * 60_000, maxBuffer: 16 * 1024 * 1024 },
    );
    if (readdirSync(temporary).length < 20) throw new TypeError('Maven brought too few jars');
    if (!existsSync(folder)) renameSync(temporary, folder);
    return folder;
  } catch (cause) {
    throw new LocalError('KAFKA_NOT_AVAILABLE', `Maven could not fetch Kafka: ${String(cause)}`, { cause });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
