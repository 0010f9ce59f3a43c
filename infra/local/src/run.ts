import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  startClio,
  startClouds,
  startDropbox,
  type CloudsWish,
  type FirmClouds,
  type Workshop,
} from './clouds.js';
import type { Started } from './engine.js';
import { environment as ownEnvironment } from './environment.js';
import { addressOf, KEY_HOLDERS, makeDatabase, type DatabaseUser } from './make-database.js';
import { commandLineEnv } from './command-line-env.js';
import { Child, type ChildSpec, type Household } from './resources/child.js';
import { LocalError } from './resources/errors.js';
import { freePort } from './resources/free-port.js';
import { firmSettings } from './firm-settings.js';
import { portsEnv, processEnv } from './process-env.js';
import { findKafka, findPostgres, type GroundOptions } from './resources/ground.js';
import type { BrokerSecurity } from './resources/kafka-settings.js';
import type { RunningKafka } from './resources/kafka.js';
import { PidBook } from './resources/pid-book.js';
import type { RunningPostgres } from './resources/postgres.js';
import { answers, startProgram } from './resources/program.js';
import { Reaper } from './resources/reaper.js';
import { running } from './running.js';
import { kafkaEnvOf, secureKafka, type KafkaUser } from './secure-kafka.js';
import {
  REPOSITORY,
  SERVICES,
  type Addresses,
  type Instance,
  type ServiceName,
  type StackOptions,
} from './stack-options.js';

const FIRM = 'hartwell';

/** One run of the stack: what its resources have found out about themselves. */
export class Run {
  readonly addresses: Addresses = {
    clio: '',
    clioDownloads: '',
    dropbox: '',
    smtp: '',
    inbox: '',
    kafka: '',
    database: '',
    webhooks: '',
    services: { ingest: '', router: '', uploader: '', archiver: '', notifier: '', auditor: '' },
    auditKey: '',
  };
  readonly #household: Household;
  readonly #pids: PidBook;
  readonly #reaper = new Reaper();
  readonly #children = new Map<Instance, Child>();
  readonly #added: Child[] = [];
  readonly #masterKey = randomBytes(32).toString('base64');
  #postgres: RunningPostgres | undefined;
  #kafka: RunningKafka | undefined;
  #security: BrokerSecurity | undefined;

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
    if (this.options.secured === true) this.#security = await secureKafka(this.options.folder);
    this.#kafka = await findKafka({ ...this.#ground(), security: this.#security });
    this.addresses.kafka = this.#kafka.brokers;
    return this.#kafka;
  }

  async clio(): Promise<Started> {
    const wish = { ...this.options, firmName: 'Hartwell & Reyes LLP' };
    const { child, ready } = await startClio(this.#workshop, 'clio', wish);
    Object.assign(this.addresses, { clio: ready.url, clioDownloads: ready.downloads });
    return { stop: () => child.stop() };
  }

  async dropbox(): Promise<Started> {
    const { child, ready } = await startDropbox(this.#workshop, 'dropbox', this.options.dropboxFlags);
    this.addresses.dropbox = ready.url;
    return { stop: () => child.stop() };
  }

  /** Starts the clouds of one more firm; they end with what was added. */
  async addClouds(wish: CloudsWish): Promise<FirmClouds> {
    const { clouds, children } = await startClouds(this.#workshop, wish, this.addresses.webhooks);
    this.#added.push(...children);
    return clouds;
  }

  async smtp(): Promise<Started> {
    const { child, ready } = await startProgram<{ smtp: string; inbox: string }>(
      this.#program('smtp', 'infra/local/dist/smtp/main.js', []),
      this.#household,
    );
    const { smtpPassword } = this.options;
    const user = smtpPassword === undefined ? '' : `counterpart:${smtpPassword}@`;
    this.addresses.smtp = ready.smtp.replace('://', `://${user}`);
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
    const admin = this.kafkaEnv('admin');
    await this.#once('topics', 'libs/eventing/dist/bin/create-topics.js', [], admin);
    if (this.#security !== undefined) {
      await this.#once('kafka-rights', 'apps/cli/dist/main.js', ['kafka', 'rights', '--apply'], admin);
    }
    return { stop: () => Promise.resolve() };
  }

  /** The audit log’s keys, and the file of settings that leads the command line to this run. */
  async auditKey(): Promise<Started> {
    const out = this.#auditKeyFile;
    const words = ['audit', 'keygen', '--name', 'local.counterpart.example/audit', '--out', out];
    if (!existsSync(out)) await this.#once('audit-key', 'apps/cli/dist/main.js', words);
    this.addresses.auditKey = readFileSync(`${out}.pub`, 'utf8').trim();
    const env = commandLineEnv(this.addresses, {
      COUNTERPART_FIRM: FIRM,
      COUNTERPART_FIRMS_FILE: this.#firmsFile,
      COUNTERPART_MASTER_KEY: this.#masterKey,
      ...this.kafkaEnv('operator'),
    });
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(this.settingsFile, lines.join(''), { mode: 0o600 });
    return { stop: () => Promise.resolve() };
  }

  /** The file that tells the services of the firm; it holds tokens, so only its owner may read it. */
  async firmSettings(): Promise<Started> {
    this.addresses.webhooks = `http://127.0.0.1:${await freePort()}`;
    const { grants = 'given' } = this.options;
    const reached = { addresses: this.addresses, webhookUrl: this.addresses.webhooks };
    const firm = firmSettings(FIRM, { ...reached, grants, domain: 'hartwell-reyes' });
    writeFileSync(this.#firmsFile, JSON.stringify({ firms: [firm] }), { mode: 0o600 });
    return { stop: () => Promise.resolve() };
  }

  async service(name: ServiceName, instance: Instance = name): Promise<Started> {
    const port = await freePort();
    this.addresses.services[instance] = `http://127.0.0.1:${port}`;
    // The one service that signs gets the key.
    const own = name === 'auditor' ? { COUNTERPART_AUDIT_KEY_FILE: this.#auditKeyFile } : {};
    const env = {
      ...processEnv(name),
      ...this.#serviceEnv(name),
      ...own,
      ...(await portsEnv(instance, port, this.addresses.webhooks)),
    };
    const child = new Child(
      { ...this.#program(instance, `apps/${name}/dist/main.js`, []), env },
      this.#household,
    );
    this.#children.set(instance, child);
    await this.startAgain(instance);
    return { stop: () => child.stop() };
  }

  /** One more process of a service, beside those that run. */
  async add(name: ServiceName): Promise<Instance> {
    const isFirst = !this.#children.has(name);
    const count = [...this.#children.keys()].filter((one) => one.startsWith(name)).length;
    const instance: Instance = isFirst ? name : `${name}-${count + 1}`;
    await this.service(name, instance);
    this.#added.push(this.child(instance));
    return instance;
  }

  async stopAdded(): Promise<void> {
    await Promise.all(this.#added.map((child) => child.stop()));
  }

  async startAgain(name: Instance): Promise<void> {
    const child = this.child(name);
    child.start();
    await child.until(() => answers(`${this.addresses.services[name]}/health/ready`), 120_000);
  }

  child(name: Instance): Child {
    return running(name, this.#children.get(name));
  }

  /** What a user signs in at the broker with; nothing where it asks for nothing. */
  kafkaEnv(user: KafkaUser): Readonly<Record<string, string>> {
    return this.#security === undefined ? {} : kafkaEnvOf(user, this.#security);
  }

  broker(): RunningKafka {
    return running('kafka', this.#kafka);
  }

  server(): RunningPostgres {
    return running('postgres', this.#postgres);
  }

  close(): void {
    this.#pids.clear();
    this.#reaper.close();
  }

  /** Settings of the command line for this run. */
  get settingsFile(): string {
    return join(this.options.folder, 'counterpart.env');
  }

  get #auditKeyFile(): string {
    return join(this.options.folder, 'audit.key');
  }

  get #firmsFile(): string {
    return join(this.options.folder, 'firms.json');
  }

  get #workshop(): Workshop {
    const { folder } = this.options;
    return { folder, household: this.#household, program: (...words) => this.#program(...words) };
  }

  #ground(): GroundOptions {
    const { folder, environment = ownEnvironment, say = () => undefined } = this.options;
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

  #serviceEnv(user: DatabaseUser): Readonly<Record<string, string>> {
    return {
      COUNTERPART_KAFKA_BROKERS: this.addresses.kafka,
      ...this.kafkaEnv(user),
      COUNTERPART_DATABASE_URL: addressOf(user, this.addresses.database),
      COUNTERPART_FIRMS_FILE: this.#firmsFile,
      ...(KEY_HOLDERS.includes(user) ? { COUNTERPART_MASTER_KEY: this.#masterKey } : {}),
      COUNTERPART_SMTP_URL: this.addresses.smtp,
      ...this.options.serviceEnv,
    };
  }

  /** Runs a program to its end. */
  async #once(
    name: string,
    file: string,
    args: readonly string[],
    own: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const env = {
      ...this.#serviceEnv('operator'),
      COUNTERPART_MIGRATION_DATABASE_URL: this.addresses.database,
      ...own,
    };
    const child = new Child({ ...this.#program(name, file, args), env }, this.#household);
    child.start();
    if (await child.ended()) throw new LocalError('CHILD_DIED', `${name} failed:\n${child.logEnd()}`);
  }
}
