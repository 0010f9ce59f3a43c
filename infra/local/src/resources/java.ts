import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { install } from 'njre';
import { environment } from '../environment.js';
import { LocalError } from './errors.js';
import { hasProgram } from './kafka-jars.js';

/** Oldest Java that Kafka 4 runs on (Kafka 4.0 upgrade notes). */
const JAVA = 17;

/** Puts a Java runtime into a folder. @returns the folder it made within */
type JreInstaller = (parent: string) => Promise<string>;

/** Where Java is looked for. */
export interface JavaOptions {
  readonly cache: string;
  readonly say: (message: string) => void;
  /** Programs to try before fetching one. @default JAVA_HOME’s, then the PATH’s */
  readonly candidates?: readonly string[];
  /** @default Eclipse Temurin through njre, which proves its SHA-256 */
  readonly installer?: JreInstaller;
}

const temurin: JreInstaller = (parent) => install(JAVA, { type: 'jre', installPath: join(parent, 'jre') });

/**
 * The `java` to run the broker with: JAVA_HOME’s, the PATH’s, one that was fetched before, or one that is fetched now
 * after saying so.
 * @throws LocalError JAVA_NOT_AVAILABLE with the ways to get it; nothing half-installed stays
 */
export async function findJava(options: JavaOptions): Promise<string> {
  const { cache, say, candidates = ownCandidates(), installer = temurin } = options;
  for (const java of candidates) if (await hasProgram(java, ['-version'])) return java;
  const home = join(cache, `jre-${JAVA}`);
  const java = join(home, 'bin', 'java');
  if (await hasProgram(java, ['-version'])) return java;
  say(`There is no Java here. Fetching a Java ${JAVA} runtime (Eclipse Temurin, about 45 MB, once)...`);
  const parent = join(cache, `jre-${process.pid}.part`);
  mkdirSync(parent, { recursive: true });
  try {
    const made = await installer(parent);
    rmSync(home, { recursive: true, force: true });
    renameSync(join(parent, basename(made)), home);
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

const ownCandidates = (): readonly string[] => {
  const home = environment['JAVA_HOME'];
  return home === undefined ? ['java'] : [join(home, 'bin', 'java'), 'java'];
};
