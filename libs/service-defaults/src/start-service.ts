import 'reflect-metadata';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Owner } from '@counterpart/contracts';
import { EventStore } from '@counterpart/event-store';
import type { ConsumerTable, SubscriptionRow } from '@counterpart/eventing';
import { LanesStrategy } from '@counterpart/eventing/nest';
import { MigrationConfig, type BaseConfig } from './base-config.js';
import { dumpRiskHere, keepReportsClean } from './crash-traces.js';
import { FirmStandings } from './firm-standings.js';
import { Firms } from './firms.js';
import type { Condition } from './health.js';
import { httpServer, type UnroutableRequest } from './http-server.js';
import { ConfigInvalid, loadConfig, type Environment } from './load-config.js';
import { createLog, NestLog, type Log } from './logging.js';
import { Metrics } from './metrics.js';
import { migrate, type ServiceDatabase } from './migrate.js';
import { operationsOf, type OperationsPlace } from './operations.js';
import { openPlatform } from './platform.js';
import { CLOCK, CONFIG, CREDENTIALS, LOG, PLATFORM } from './tokens.js';

/** What makes one service differ from another. */
export interface ServiceDefinition<Schema extends typeof BaseConfig> {
  readonly name: Exclude<Owner, 'console'>;
  readonly config: Schema;
  /** The service’s composition root. */
  readonly module: Type;
  readonly subscriptions: (config: z.infer<Schema>) => readonly ConsumerTable[];
  /** The service’s own tables, if it has any. */
  readonly database?: ServiceDatabase;
  /** Conditions of health beyond the database and the topics. */
  readonly conditions?: (app: NestFastifyApplication) => readonly Condition[];
  /** Where health and metrics answer, for a service whose port strangers reach. @default at that port */
  readonly operations?: (config: z.infer<Schema>) => OperationsPlace;
  /** Largest HTTP body in bytes. @default 65536 */
  readonly bodyLimit?: (config: z.infer<Schema>) => number;
  /** Told of requests that were refused because no route could be looked up for their address. */
  readonly onUnroutable?: (app: NestFastifyApplication, request: UnroutableRequest) => void;
  /** Started when everything else stands; what it returns is called at shutdown. */
  readonly onStarted?: (app: NestFastifyApplication) => Promise<() => Promise<void>>;
}

/** Nest’s root: the service’s module on the common ground. */
@Module({})
class ServiceRoot {
  static on(
    module: Type,
    config: BaseConfig,
    providers: NonNullable<DynamicModule['providers']>,
  ): DynamicModule {
    return {
      module: ServiceRoot,
      global: true,
      imports: [ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [() => config] }), module],
      providers,
      exports: providers.flatMap((provider) => ('provide' in provider ? [provider.provide] : [])),
    };
  }
}

/**
 * Runs a service until it is told to stop; `migrate` as the first argument brings its tables up to date instead.
 * The process ends with 0 after an orderly stop, with 1 where it could not start or had to give up.
 */
export async function runService<Schema extends typeof BaseConfig>(
  definition: ServiceDefinition<Schema>,
  environment: Environment = process.env,
): Promise<void> {
  try {
    if (process.argv[2] === 'migrate') {
      await migrate(loadConfig(MigrationConfig, environment), definition.database);
    } else {
      await serve(definition, loadConfig(definition.config, environment));
    }
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exitCode = 2;
  }
}

/** What a crash leaves behind is to hold no secret. */
async function watchTraces(log: Log): Promise<void> {
  keepReportsClean();
  const risk = await dumpRiskHere();
  if (risk !== null) log.warn({ risk }, 'a crash may leave keys and tokens in a file: forbid core dumps');
}

async function serve<Schema extends typeof BaseConfig>(
  definition: ServiceDefinition<Schema>,
  config: z.infer<Schema>,
): Promise<void> {
  const log = createLog(definition.name, config.COUNTERPART_LOG_LEVEL);
  await watchTraces(log);
  const metrics = new Metrics(definition.name);
  const { name } = definition;
  const entities = definition.database?.entities ?? [];
  const platform = await openPlatform({ name, config, entities, log, metrics });
  const conditions: Condition[] = [];
  const root = ServiceRoot.on(definition.module, config, [
    { provide: CONFIG, useValue: config },
    { provide: LOG, useValue: log },
    { provide: CLOCK, useValue: () => new Date() },
    { provide: PLATFORM, useValue: platform },
    { provide: CREDENTIALS, useValue: platform.credentials },
    { provide: Metrics, useValue: metrics },
    { provide: Firms, useValue: platform.firms },
    { provide: FirmStandings, useValue: platform.standings },
    { provide: EventStore, useValue: platform.store },
    { provide: DataSource, useValue: platform.dataSource },
  ]);
  const adapter = httpServer(definition.bodyLimit?.(config) ?? 65_536, (request) => {
    definition.onUnroutable?.(app, request);
  });
  const place = definition.operations?.(config);
  const operations = operationsOf(place, adapter.getInstance(), { conditions, metrics });
  const app: NestFastifyApplication = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    logger: new NestLog(log),
    abortOnError: false,
  });
  const strategy = new LanesStrategy({
    broker: platform.broker,
    tables: definition.subscriptions(config),
    world: platform.world((row: SubscriptionRow) => app.get<unknown>(row.handler as Type)),
    shutdownMs: config.COUNTERPART_SHUTDOWN_SECONDS * 1000,
  });
  conditions.push(...consumerConditions(strategy), ...(definition.conditions?.(app) ?? []));
  app.connectMicroservice({ strategy });
  await app.startAllMicroservices();
  await app.listen(config.COUNTERPART_HTTP_PORT, config.COUNTERPART_HTTP_HOST);
  const askedAt = await operations.open();
  const quit = await definition.onStarted?.(app);
  log.info({ url: await app.getUrl(), operations: askedAt }, 'ready');
  stopOnSignal({ log, deadlineMs: config.COUNTERPART_SHUTDOWN_SECONDS * 1000 + 10_000 }, async () => {
    await quit?.();
    await operations.close();
    await app.close();
    await platform.close();
  });
}

/** A consumer that stopped for good needs a new process; one without an assignment is not ready. */
function consumerConditions<Tx>(strategy: LanesStrategy<Tx>): readonly Condition[] {
  return [
    {
      name: 'consumers',
      of: 'live',
      problem: () => strategy.health().find(({ stopped }) => stopped !== undefined)?.stopped,
    },
    {
      name: 'consumers',
      of: 'ready',
      problem: () => {
        const waiting = strategy.health().filter(({ assigned }) => !assigned);
        return waiting.length === 0
          ? undefined
          : `no assignment yet: ${waiting.map(({ group }) => group).join(', ')}`;
      },
    },
  ];
}

/**
 * Stops once, in order, and then ends the process explicitly: kafkajs may keep timers of a connection that it lost.
 */
function stopOnSignal(
  { log, deadlineMs }: { log: ReturnType<typeof createLog>; deadlineMs: number },
  stop: () => Promise<void>,
): void {
  let stopping = false;
  const begin = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), deadlineMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'the stop was not orderly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', begin);
  process.once('SIGINT', begin);
}
