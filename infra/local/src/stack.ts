import { mkdirSync } from 'node:fs';
import type { CloudsWish, FirmClouds } from './clouds.js';
import { Engine, type Resource } from './engine.js';
import { addressOf, dropDatabase } from './make-database.js';
import { Run } from './run.js';
import type { KafkaUser } from './secure-kafka.js';
import {
  CLIO_TOKEN,
  SERVICES,
  type Addresses,
  type Instance,
  type ServiceName,
  type StackOptions,
} from './stack-options.js';

/** The running system. */
export interface Stack {
  readonly addresses: Addresses;
  readonly clioToken: string;
  /** Of the services’ role in the database: fake. */
  readonly servicePassword: string;
  readonly folder: string;
  /** Runs one more process of a service. @returns its name, when it is ready */
  add(name: ServiceName): Promise<Instance>;
  /** Starts a Clio and a Dropbox of one more firm. */
  addClouds(wish: CloudsWish): Promise<FirmClouds>;
  /** Settings for `counterpart --env-file`. */
  readonly settingsFile: string;
  /** Settings with which a service, the operator or the broker’s admin signs in; none where nobody has to. */
  kafkaEnv(user: KafkaUser): Readonly<Record<string, string>>;
  /** Address of the database as the role of a service or of the operator. */
  databaseAs(user: ServiceName | 'operator'): string;
  /** Kills a service at once; it stays down until started. */
  kill(name: Instance): Promise<void>;
  /** Starts a killed service again. @returns when it is ready */
  start(name: Instance): Promise<void>;
  /** Process id of a running service. */
  pidOf(name: Instance): number;
  restartKafka(): Promise<void>;
  restartPostgres(): Promise<void>;
  /** Drops the product’s database, whoever uses it, and makes an empty one with every migration. */
  loseDatabase(): Promise<void>;
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
    { name: 'audit key', after: ['database', 'kafka'], start: () => run.auditKey() },
    ...(options.services ?? SERVICES).map((name) => ({
      name,
      after: ['database', 'topics', 'firm settings', 'audit key'],
      start: () => run.service(name),
    })),
  ];
  const engine = new Engine(resources, options.onStatus);
  try {
    await engine.start(options.signal);
  } catch (error) {
    run.close();
    throw error;
  }
  return {
    addresses: run.addresses,
    clioToken: CLIO_TOKEN,
    servicePassword: new URL(addressOf('uploader', run.addresses.database)).password,
    folder: options.folder,
    add: (name) => run.add(name),
    addClouds: (wish) => run.addClouds(wish),
    pidOf: (name) => run.child(name).pid,
    settingsFile: run.settingsFile,
    kafkaEnv: (user) => run.kafkaEnv(user),
    databaseAs: (user) => addressOf(user, run.addresses.database),
    kill: (name) => run.child(name).kill('SIGKILL'),
    start: (name) => run.startAgain(name),
    restartKafka: () => run.broker().restart(),
    restartPostgres: () => run.server().restart(),
    loseDatabase: async () => {
      await dropDatabase(run.server().url);
      await run.database();
    },
    stop: async () => {
      await run.stopAdded();
      await engine.stop();
      run.close();
    },
  };
}
