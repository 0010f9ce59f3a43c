import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { Engine, type OnStatus, type Resource, type Started } from './engine.js';
import { Child, type ChildSpec, type Household } from './resources/child.js';
import { LocalError } from './resources/errors.js';
import { freePort } from './resources/free-port.js';
import { findKafka, findPostgres, type GroundOptions } from './resources/ground.js';
import type { RunningKafka } from './resources/kafka.js';
import { PidBook } from './resources/pid-book.js';
import type { RunningPostgres } from './resources/postgres.js';
import { answers, startProgram } from './resources/program.js';
import { Reaper } from './resources/reaper.js';

export const REPOSITORY = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const SERVICES = ['ingest', 'router', 'uploader', 'archiver', 'notifier'] as const;
export type ServiceName = (typeof SERVICES)[number];

const FIRM = 'hartwell';
const CLIO_TOKEN = 'fake-clio-access-token';
const DROPBOX_TOKEN = 'fake-dropbox-access-token';
const SERVICE_PASSWORD = 'fake-service-password';

/** How the stack runs. */
export interface StackOptions {
  /** Folder of the run: data, logs, pid file. */
  readonly folder: string;
  /** Clio’s limit of calls a minute; null lifts it. */
  readonly clioRateLimit: number | null;
  /** Further flags of the emulators. */
  readonly clioFlags?: readonly string[];
  readonly dropboxFlags?: readonly string[];
  /** Services to run; all of them unless said. */
  readonly services?: readonly ServiceName[];
  /** Further settings of every service. */
  readonly serviceEnv?: Readonly<Record<string, string>>;
  readonly onStatus?: OnStatus;
  readonly say?: (message: string) => void;
  /** Told when a process ends that nobody asked to end. */
  readonly onDeath?: (name: string, logEnd: string) => void;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where everything answers. */
export interface Addresses {
  clio: string;
  clioDownloads: string;
  dropbox: string;
  smtp: string;
  inbox: string;
  kafka: string;
  /** Owner role. */
  database: string;
  services: Record<ServiceName, string>;
}

/** The running system. */
export interface Stack {
  readonly addresses: Addresses;
  readonly clioToken: string;
  readonly folder: string;
  /** Kills a service at once; it stays down until started. */
  kill(name: ServiceName): Promise<void>;
  /** Starts a killed service again. @returns when it is ready */
  start(name: ServiceName): Promise<void>;
  restartKafka(): Promise<void>;
  restartPostgres(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the whole system: every resource, what it waits for, and how it is found. */
export async function startStack(options: StackOptions): Promise<Stack> {
  mkdirSync(options.folder, { recursive: true, mode: 0o755 });
  const run = new Run(options);
  const emulators = ['clio', 'dropbox', 'smtp'];
  const resources: Resource[] = [
    { name: 'postgres', after: [], start: () => run.postgres() },
    { name: 'kafka', after: [], start: () => run.kafka() },
    { name: 'clio', after: [], start: () => run.clio() },
    { name: 'dropbox', after: [], start: () => run.dropbox() },
    { name: 'smtp', after: [], start: () => run.smtp() },
    { name: 'database', after: ['postgres'], start: () => run.database() },
    { name: 'topics', after: ['kafka'], start: () => run.topics() },
    { name: 'firm settings', after: emulators, start: () => run.firmSettings() },
    ...(options.services ?? SERVICES).map((name) => ({
      name,
      after: ['database', 'topics', 'firm settings'],
      start: () => run.service(name),
    })),
  ];
  const engine = new Engine(resources, options.onStatus);
  try {
    await engine.start();
  } catch (error) {
    run.close();
    throw error;
  }
  return {
    addresses: run.addresses,
    clioToken: CLIO_TOKEN,
    folder: options.folder,
    kill: (name) => run.child(name).kill('SIGKILL'),
    start: (name) => run.startAgain(name),
    restartKafka: () => run.broker().restart(),
    restartPostgres: () => run.server().restart(),
    stop: async () => {
      await engine.stop();
      run.close();
    },
  };
}

/** One run of the stack: what its resources have found out about themselves. */
class Run {
  readonly addresses: Addresses = {
    clio: '',
    clioDownloads: '',
    dropbox: '',
    smtp: '',
    inbox: '',
    kafka: '',
    database: '',
    services: { ingest: '', router: '', uploader: '', archiver: '', notifier: '' },
  };
  readonly #household: Household;
  readonly #pids: PidBook;
  readonly #reaper = new Reaper();
  readonly #children = new Map<ServiceName, Child>();
  readonly #masterKey = randomBytes(32).toString('base64');
  #ingestPort = 0;
  #postgres: RunningPostgres | undefined;
  #kafka: RunningKafka | undefined;

  constructor(private readonly options: StackOptions) {
    this.#pids = new PidBook(join(options.folder, 'pids.json'));
    const ended = this.#pids.clearStale();
    if (ended > 0) options.say?.(`Ended ${ended} processes that a crashed run had left.`);
    this.#household = {
      pids: this.#pids,
      reaper: this.#reaper,
      onDeath: (name, logEnd) => options.onDeath?.(name, logEnd),
    };
  }

  async postgres(): Promise<Started> {
    this.#postgres = await findPostgres(this.#ground());
    return this.#postgres;
  }

  async kafka(): Promise<Started> {
    this.#kafka = await findKafka(this.#ground());
    this.addresses.kafka = this.#kafka.brokers;
    return this.#kafka;
  }

  async clio(): Promise<Started> {
    const { clioRateLimit, clioFlags = [], folder } = this.options;
    const limit = clioRateLimit === null ? 'off' : String(clioRateLimit);
    const flags = ['--rate-limit', limit, '--allow-http-webhooks', '--firm-name', 'Hartwell & Reyes LLP'];
    const fixed = ['--port', '0', '--access-token', CLIO_TOKEN, '--data', join(folder, 'clio-files')];
    const { child, ready } = await startProgram<{ url: string; downloads: string }>(
      this.#program('clio', 'infra/emulators/clio/dist/main.js', [...fixed, ...flags, ...clioFlags]),
      this.#household,
    );
    this.addresses.clio = ready.url;
    this.addresses.clioDownloads = ready.downloads;
    return { stop: () => child.stop() };
  }

  async dropbox(): Promise<Started> {
    const { dropboxFlags = [], folder } = this.options;
    const fixed = ['--port', '0', '--access-token', DROPBOX_TOKEN, '--data', join(folder, 'dropbox-files')];
    const { child, ready } = await startProgram<{ url: string }>(
      this.#program('dropbox', 'infra/emulators/dropbox/dist/main.js', [...fixed, ...dropboxFlags]),
      this.#household,
    );
    this.addresses.dropbox = ready.url;
    return { stop: () => child.stop() };
  }

  async smtp(): Promise<Started> {
    const { child, ready } = await startProgram<{ smtp: string; inbox: string }>(
      this.#program('smtp', 'infra/local/dist/smtp/main.js', []),
      this.#household,
    );
    this.addresses.smtp = ready.smtp;
    this.addresses.inbox = ready.inbox;
    return { stop: () => child.stop() };
  }

  /** The database, the services’ role in it, and every migration. */
  async database(): Promise<Started> {
    const admin = this.server().url;
    const owner = new URL(admin);
    owner.pathname = '/counterpart';
    this.addresses.database = owner.href;
    await makeDatabase(admin);
    for (const name of SERVICES)
      await this.#once(`migrate-${name}`, `apps/${name}/dist/main.js`, ['migrate']);
    return { stop: () => Promise.resolve() };
  }

  async topics(): Promise<Started> {
    await this.#once('topics', 'libs/eventing/dist/bin/create-topics.js', []);
    return { stop: () => Promise.resolve() };
  }

  /** The file that tells the services of the firm; it holds tokens, so only its owner may read it. */
  async firmSettings(): Promise<Started> {
    this.#ingestPort = await freePort();
    const { clio, clioDownloads, dropbox } = this.addresses;
    const firm = {
      firm: FIRM,
      clio: {
        baseUrl: clio,
        downloadOrigins: [clioDownloads],
        grant: { accessToken: CLIO_TOKEN },
        webhookUrl: `http://127.0.0.1:${this.#ingestPort}`,
      },
      dropbox: { apiUrl: dropbox, contentUrl: dropbox, grant: { accessToken: DROPBOX_TOKEN } },
      alerts: ['it@hartwell-reyes.example'],
    };
    writeFileSync(this.#firmsFile, JSON.stringify({ firms: [firm] }), { mode: 0o600 });
    return { stop: () => Promise.resolve() };
  }

  async service(name: ServiceName): Promise<Started> {
    const port = name === 'ingest' ? this.#ingestPort : await freePort();
    this.addresses.services[name] = `http://127.0.0.1:${port}`;
    const env = { ...this.#serviceEnv(), COUNTERPART_HTTP_PORT: String(port) };
    const child = new Child(
      { ...this.#program(name, `apps/${name}/dist/main.js`, []), env },
      this.#household,
    );
    this.#children.set(name, child);
    await this.startAgain(name);
    return { stop: () => child.stop() };
  }

  async startAgain(name: ServiceName): Promise<void> {
    const child = this.child(name);
    child.start();
    await child.until(() => answers(`${this.addresses.services[name]}/health/ready`), 120_000);
  }

  child(name: ServiceName): Child {
    const child = this.#children.get(name);
    if (child === undefined) throw new TypeError(`${name} does not run`);
    return child;
  }

  broker(): RunningKafka {
    if (this.#kafka === undefined) throw new TypeError('kafka does not run');
    return this.#kafka;
  }

  server(): RunningPostgres {
    if (this.#postgres === undefined) throw new TypeError('postgres does not run');
    return this.#postgres;
  }

  close(): void {
    this.#pids.clear();
    this.#reaper.close();
  }

  get #firmsFile(): string {
    return join(this.options.folder, 'firms.json');
  }

  #ground(): GroundOptions {
    const { folder, environment = process.env, say = () => undefined } = this.options;
    return { repository: REPOSITORY, folder, household: this.#household, environment, say };
  }

  #program(name: string, file: string, args: readonly string[]): ChildSpec {
    return {
      name,
      command: process.execPath,
      args: [join(REPOSITORY, file), ...args],
      logFile: join(this.options.folder, `${name}.log`),
    };
  }

  #serviceEnv(): Readonly<Record<string, string>> {
    const service = new URL(this.addresses.database);
    service.username = 'counterpart_service';
    service.password = SERVICE_PASSWORD;
    return {
      COUNTERPART_KAFKA_BROKERS: this.addresses.kafka,
      COUNTERPART_DATABASE_URL: service.href,
      COUNTERPART_FIRMS_FILE: this.#firmsFile,
      COUNTERPART_MASTER_KEY: this.#masterKey,
      COUNTERPART_SMTP_URL: this.addresses.smtp,
      ...this.options.serviceEnv,
    };
  }

  /** Runs a program to its end. */
  async #once(name: string, file: string, args: readonly string[]): Promise<void> {
    const env = { ...this.#serviceEnv(), COUNTERPART_MIGRATION_DATABASE_URL: this.addresses.database };
    const child = new Child({ ...this.#program(name, file, args), env }, this.#household);
    child.start();
    if (await child.ended()) throw new LocalError('CHILD_DIED', `${name} failed:\n${child.logEnd()}`);
  }
}

async function makeDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = 'counterpart_service') as role,
              exists (select from pg_database where datname = 'counterpart') as database`,
    );
    if (rows[0]?.role === false) {
      await client.query(`create role counterpart_service login password '${SERVICE_PASSWORD}'`);
    }
    if (rows[0]?.database === false) await client.query('create database counterpart');
  } finally {
    await client.end();
  }
}
