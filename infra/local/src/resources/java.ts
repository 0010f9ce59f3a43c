import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment } from '../environment.js';
import { LocalError } from './errors.js';
import { hasProgram } from './kafka-jars.js';

/** Oldest Java that Kafka 4 runs on (Kafka 4.0 upgrade notes). */
const JAVA = 17;

/** Where Java is looked for. */
export interface JavaOptions {
  readonly cache: string;
  readonly say: (message: string) => void;
  /** Programs to try before fetching one. @default JAVA_HOME’s, then the PATH’s */
  readonly candidates?: readonly string[];
  /** For the program that fetches: proxies and certificates. @default this process’s */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The `java` to run the broker with: JAVA_HOME’s, the PATH’s, one that was fetched before, or one that is fetched now
 * (Eclipse Temurin, its SHA-256 proven by njre) after saying so.
 * @throws LocalError JAVA_NOT_AVAILABLE with the ways to get it; nothing half-installed stays
 */
export async function findJava(options: JavaOptions): Promise<string> {
  const { cache, say, candidates = ownCandidates(), env = environment } = options;
  for (const java of candidates) if (await hasProgram(java, ['-version'])) return java;
  const home = join(cache, `jre-${JAVA}`);
  const java = join(home, 'bin', 'java');
  if (await hasProgram(java, ['-version'])) return java;
  say(`There is no Java here. Fetching a Java ${JAVA} runtime (Eclipse Temurin, about 45 MB, once)...`);
  const parent = join(cache, `jre-${process.pid}.part`);
  mkdirSync(parent, { recursive: true });
  try {
    const made = await fetchInto(parent, env);
    if (!(await hasProgram(join(made, 'bin', 'java'), ['-version'])))
      throw new TypeError('it does not run here');
    rmSync(home, { recursive: true, force: true });
    renameSync(made, home);
    return java;
  } catch (cause) {
    throw new LocalError(
      'JAVA_NOT_AVAILABLE',
      `Kafka needs Java ${JAVA} or later, and none could be fetched (${String(cause)}).\n` +
        'Install one (for instance openjdk-17-jre-headless), set JAVA_HOME, start Docker, or set KAFKA_BROKERS.',
      { cause },
    );
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** @returns the runtime’s folder: the archive has one for its exact version */
async function fetchInto(parent: string, env: NonNullable<JavaOptions['env']>): Promise<string> {
  // Under the test runner this file is TypeScript, and so is its neighbour.
  const program = fileURLToPath(new URL(`fetch-java${extname(import.meta.url)}`, import.meta.url));
  const args = [program, String(JAVA), join(parent, 'jre')];
  await promisify(execFile)(process.execPath, args, { env: { ...env, TMPDIR: parent } });
  const [version, ...others] = readdirSync(join(parent, 'jre'));
  if (version === undefined || others.length > 0) throw new TypeError('the archive has another form');
  return join(parent, 'jre', version);
}

const ownCandidates = (): readonly string[] => {
  const home = environment['JAVA_HOME'];
  return home === undefined ? ['java'] : [join(home, 'bin', 'java'), 'java'];
};
