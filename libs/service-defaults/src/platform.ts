import type { DataSource } from 'typeorm';
import { Pool, type ClientBase } from 'pg';
import type { Owner } from '@counterpart/contracts';
import { EventStore, Relay, storeDataSource, type Transaction } from '@counterpart/event-store';
import {
  KafkaBroker,
  kafkaSecurity,
  PartitionLeases,
  PostgresParkingLot,
  type ConsumerWatch,
  type Producer,
  type RuntimeWorld,
  type SubscriptionRow,
} from '@counterpart/eventing';
import { CredentialStore, type CredentialGround, type Writer } from '@counterpart/credentials';
import { PolicyBook } from '@counterpart/policies';
import { openKeyRing } from '@counterpart/vault';
import type { Logger } from 'pino';
import { keyPlaces, type BaseConfig } from './base-config.js';
import { StoredFailureTrail } from './failure-trail.js';
import { firmFailure } from './firm-failure.js';
import { FirmStandings } from './firm-standings.js';
import { FirmsFileWatch } from './firms-file-watch.js';
import { loadFirms, type Firms } from './firms.js';
import type { Metrics } from './metrics.js';

/** The ground a service stands on: store, broker, firms, and the relay that carries its events out. */
export interface Platform {
  readonly dataSource: DataSource;
  readonly store: EventStore;
  readonly broker: KafkaBroker;
  readonly producer: Producer;
  readonly relay: Relay;
  readonly firms: Firms;
  readonly standings: FirmStandings;
  /** Null where no master key is configured. */
  readonly credentials: CredentialStore | null;
  readonly world: (handlerOf: (row: SubscriptionRow) => unknown) => RuntimeWorld<Transaction>;
  close(): Promise<void>;
}

/** What the ground is made of. */
export interface PlatformParts {
  readonly name: Owner;
  readonly config: BaseConfig;
  readonly entities: readonly (new () => object)[];
  readonly log: Logger;
  readonly metrics: Metrics;
}

const now = (): Date => new Date();

/** Connects to everything a service needs. @throws where a part is missing: the orchestrator starts us again */
export async function openPlatform(parts: PlatformParts): Promise<Platform> {
  const { name, config, entities, log } = parts;
  const url = config.COUNTERPART_DATABASE_URL;
  const firms = await loadFirms(config.COUNTERPART_FIRMS_FILE);
  const dataSource = await storeDataSource({
    url,
    entities,
    applicationName: `counterpart ${name}`,
  }).initialize();
  const store = new EventStore(dataSource);
  const turns = await turnsOf(parts);
  const pool = runtimePool(parts);
  const broker = brokerOf(parts);
  const producer = await broker.producer();
  const relay = new Relay({
    url,
    owner: name,
    producer,
    observe: (fact) => {
      if (fact.kind === 'failed' || fact.kind === 'refused')
        log.warn({ fact: fact.kind }, 'the relay tries again');
    },
  });
  relay.start();
  const watch = watchFirms(parts, firms);
  const standings = new FirmStandings(store, { firms: firms.ids(), now: () => performance.now() });
  return {
    dataSource,
    store,
    broker,
    producer,
    relay,
    firms,
    standings,
    credentials: credentialsOf(config, turns, {
      store,
      now,
      writer: writerOf(name),
      onRejected: ({ firm, vendor }, word) =>
        log.error({ firm, vendor, word, code: 'TOKEN_REQUEST_REJECTED' }, REJECTED),
    }),
    world: worldOf(parts, { store, pool, firms, standings }),
    close: async () => {
      await watch.stop();
      await relay.stop();
      await producer.close();
      await pool.end();
      await turns?.destroy();
      await dataSource.destroy();
    },
  };
}

function watchFirms({ config, log }: PlatformParts, firms: Firms): FirmsFileWatch {
  const watch = new FirmsFileWatch(config.COUNTERPART_FIRMS_FILE, firms, {
    onAdmitted: (admitted) => log.info({ firms: admitted }, 'firms came'),
    onPostponed: (changed) =>
      log.warn({ firms: changed }, 'changes of known firms in the firms file take effect at the next start'),
    onUnfit: (error) => log.warn({ error }, 'the firms file does not fit: nothing changes'),
  });
  watch.start();
  return watch;
}

/** What consumers work on. */
interface ConsumerGround {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly firms: Firms;
  readonly standings: FirmStandings;
}

function worldOf({ name, log, metrics }: PlatformParts, ground: ConsumerGround): Platform['world'] {
  const { store, pool, firms, standings } = ground;
  const policies = new PolicyBook(store);
  return (handlerOf) => ({
    ledger: store,
    leases: new PartitionLeases(pool),
    parking: new PostgresParkingLot(pool) satisfies RuntimeWorld<{ client: ClientBase }>['parking'],
    watch: watchOf(log, metrics),
    handlerOf,
    trail: new StoredFailureTrail(store, name, now),
    retryMinutesOf: async (tx, firm) => (await policies.of(firm, tx)).current.retryMinutes,
    firmFailureOf: firmFailure,
    gate: standings,
    shareOf: (firm) => firms.shareOf(firm),
    now,
    chance: Math.random,
  });
}

/** Reaches Kafka as the service itself. */
const brokerOf = ({ name, config, log }: PlatformParts): KafkaBroker =>
  new KafkaBroker({
    brokers: config.COUNTERPART_KAFKA_BROKERS,
    clientId: `counterpart-${name}`,
    ...kafkaSecurity(config),
    log: (level, message, fields) => log[level]({ kafka: fields }, message),
  });

/** Connections of the consumers’ own tables. */
function runtimePool({ name, config, log }: PlatformParts): Pool {
  const pool = new Pool({
    connectionString: config.COUNTERPART_DATABASE_URL,
    max: 4,
    application_name: `counterpart ${name} runtime`,
  });
  // Without a listener a lost idle connection would end the process; the next query tells the same.
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'));
  return pool;
}

const REJECTED =
  'the vendor’s token endpoint rejects this app, not the firm’s grant: check clientId, clientSecret and tokenUrl in the firms file';

/**
 * Connections of those who renew a token. They are held while a vendor is asked, as those of a sweep or a migration are; from
 * one pool all of them could wait for a connection more, and none would ever give one back.
 */
async function turnsOf({ name, config }: PlatformParts): Promise<DataSource | undefined> {
  if (config.COUNTERPART_MASTER_KEY === undefined) return undefined;
  const url = config.COUNTERPART_DATABASE_URL;
  return storeDataSource({ url, applicationName: `counterpart ${name} turns` }).initialize();
}

function credentialsOf(
  config: BaseConfig,
  turns: DataSource | undefined,
  ground: Omit<CredentialGround, 'ring' | 'dataSource'>,
): CredentialStore | null {
  const masterKeys = config.COUNTERPART_MASTER_KEY;
  if (masterKeys === undefined || turns === undefined) return null;
  const ring = openKeyRing(masterKeys, keyPlaces(config));
  return new CredentialStore({ ...ground, dataSource: turns, ring });
}

const writerOf = (name: Owner): Writer => ({ actor: `service:${name}`, source: `/counterpart/${name}` });

function watchOf(log: Logger, metrics: Metrics): ConsumerWatch {
  return {
    handled: (group, event, verdict, count) => metrics.handled(group, event, verdict, count),
    gauge: (group, what, value) => metrics.observe(group, what, value),
    log: (level, fields, message) => log[level](fields, message),
  };
}
