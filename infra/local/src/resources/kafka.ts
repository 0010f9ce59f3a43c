import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child, type Household } from './child.js';
import { freePort } from './free-port.js';
import { asProperties, brokerSettings, securitySettings, type BrokerSecurity } from './kafka-settings.js';

const run = promisify(execFile);

/** An Apache Kafka broker. */
export interface RunningKafka {
  /** host:port */
  readonly brokers: string;
  /** Starts it again on the same data and address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where and how Kafka runs. */
export interface KafkaOptions {
  readonly folder: string;
  /** Folder of the broker’s jars. */
  readonly jars: string;
  readonly java: string;
  readonly log4j: string;
  /** Largest heap in MB. @default 512 */
  readonly heapMb?: number;
  readonly logFile: string;
  readonly household: Household;
  /** Absent where everybody on this machine may do everything. */
  readonly security?: BrokerSecurity | undefined;
}

/** After SIGKILL the broker recovers its log before it answers: 13 s were measured on a small one. */
const READY_MS = 90_000;

/** Starts a real broker and controller in one JVM (KRaft). */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { folder, logFile, household } = options;
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, 'server.properties');
  const port = existsSync(properties) ? portIn(properties) : await format(options, properties);
  const child = new Child(
    {
      name: 'kafka',
      command: options.java,
      args: [
        '-Xms256m',
        `-Xmx${Math.min(options.heapMb ?? 512, 768)}m`,
        '-XX:+UseSerialGC',
        ...classArchive(options.jars),
        `-Dlog4j2.configurationFile=${options.log4j}`,
        '-cp',
        join(options.jars, '*'),
        'kafka.Kafka',
        properties,
      ],
      logFile,
    },
    household,
  );
  const begin = async (): Promise<void> => {
    const from = existsSync(logFile) ? readFileSync(logFile).length : 0;
    child.start();
    // “started” says that it serves; the open port that it is reached.
    await child.until(
      async () =>
        readFileSync(logFile).subarray(from).includes('Kafka Server started') && (await answers(port)),
      READY_MS,
    );
  };
  await begin();
  return {
    brokers: `127.0.0.1:${port}`,
    restart: async () => {
      await child.stop();
      await begin();
    },
    stop: () => child.stop(),
  };
}

/** A class archive halves the start: written when a broker first ends in order, used ever after. */
function classArchive(jars: string): readonly string[] {
  const archive = join(jars, 'kafka.jsa');
  return existsSync(archive)
    ? [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto']
    : [`-XX:ArchiveClassesAtExit=${archive}`];
}

const portIn = (properties: string): number =>
  Number(/^listeners=\w+:\/\/127\.0\.0\.1:(\d+)/m.exec(readFileSync(properties, 'utf8'))?.[1]);

async function format(options: KafkaOptions, properties: string): Promise<number> {
  const { folder, jars, java, security } = options;
  const [port, controller] = [await freePort(), await freePort()];
  const addresses = { bind: '127.0.0.1', port, controllerPort: controller };
  const settings = {
    ...brokerSettings(addresses),
    ...(security === undefined ? {} : securitySettings(addresses, security)),
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
    'log.dirs': join(folder, 'data'),
  };
  // It may hold the broker’s own password.
  writeFileSync(properties, asProperties(settings), { mode: 0o600 });
  const tool = ['-XX:TieredStopAtLevel=1', '-cp', join(jars, '*'), 'kafka.tools.StorageTool'];
  const { stdout } = await run(java, [...tool, 'random-uuid']);
  const id = stdout.trim().split('\n').at(-1) ?? '';
  await run(java, [...tool, 'format', '-t', id, '-c', properties, '--standalone', ...firstUsers(security)]);
  return port;
}

/** A broker knows its users from its first start on. */
const firstUsers = (security: BrokerSecurity | undefined): readonly string[] =>
  security === undefined
    ? []
    : [security.admin, ...security.users].flatMap(({ username, password }) => [
        '--add-scram',
        `SCRAM-SHA-512=[name=${username},password=${password}]`,
      ]);

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
