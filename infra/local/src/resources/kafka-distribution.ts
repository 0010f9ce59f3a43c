import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from '../environment.js';
import { download } from './download.js';
import { LocalError } from './errors.js';
import { hasProgram, jarsByMaven } from './kafka-jars.js';

const run = promisify(execFile);

/** The release whose jars the pom names. */
const RELEASE = '4.4.0';
const ARCHIVE = `kafka_2.13-${RELEASE}`;

/** Where Kafka’s jars are looked for. */
export interface JarOptions {
  readonly pom: string;
  readonly cache: string;
  readonly say: (message: string) => void;
  /** Whether Maven is there. @default asked of the system */
  readonly hasMaven?: boolean;
  /** Folder of Apache’s release archives. @default COUNTERPART_KAFKA_ARCHIVE_URL, else Apache’s own */
  readonly archiveUrl?: string;
}

/**
 * Folder of the broker’s jars: by Maven, else from Apache’s release archive, after saying so.
 * @throws LocalError KAFKA_NOT_AVAILABLE with the ways to get it; nothing half-installed stays
 */
export async function findKafkaJars(options: JarOptions): Promise<string> {
  const { pom, cache, say } = options;
  const hasMaven = options.hasMaven ?? (await hasProgram('mvn', ['-v']));
  try {
    return hasMaven ? await jarsByMaven(pom, cache, say) : await jarsFromArchive(options);
  } catch (cause) {
    throw new LocalError(
      'KAFKA_NOT_AVAILABLE',
      `${String(cause)}\nKafka can be had in these ways: install Maven and Java 17, let this program reach Apache’s ` +
        'download server, start Docker, or set KAFKA_BROKERS to a broker of yours.',
      { cause },
    );
  }
}

async function jarsFromArchive({ cache, say, archiveUrl }: JarOptions): Promise<string> {
  const home = join(cache, ARCHIVE);
  if (existsSync(home)) return home;
  const configured = archiveUrl ?? environment['COUNTERPART_KAFKA_ARCHIVE_URL'];
  const base = configured ?? `https://downloads.apache.org/kafka/${RELEASE}`;
  say(
    `There is no Maven here. Fetching Apache Kafka ${RELEASE} from its release archive (about 130 MB, once)...`,
  );
  const part = `${home}.${process.pid}.part`;
  mkdirSync(part, { recursive: true });
  try {
    const file = join(part, `${ARCHIVE}.tgz`);
    const url = `${base}/${ARCHIVE}.tgz`;
    await download({ url, algorithm: 'sha512', checksum: await publishedChecksum(`${url}.sha512`), file });
    await run('tar', ['-xzf', file, '-C', part]);
    const libs = join(part, ARCHIVE, 'libs');
    if (readdirSync(libs).every((name) => !name.endsWith('.jar')))
      throw new TypeError('the archive holds no jars');
    renameSync(libs, home);
    return home;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Apache publishes `name.tgz: AB12 CD34 …` over several lines, in upper-case groups. */
async function publishedChecksum(url: string): Promise<string> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new LocalError('DOWNLOAD_FAILED', `${url} could not be fetched`, { cause });
  });
  if (!response.ok) throw new LocalError('DOWNLOAD_FAILED', `${url} answered ${response.status}`);
  const text = await response.text();
  const digits = text
    .replace(/^.*?:/s, '')
    .replaceAll(/[^0-9A-Fa-f]/g, '')
    .toLowerCase();
  if (digits.length !== 128) throw new LocalError('CHECKSUM_WRONG', `${url} holds no SHA-512`);
  return digits;
}
