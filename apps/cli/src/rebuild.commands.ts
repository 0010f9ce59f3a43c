import type { Command } from 'commander';
import { Client } from 'pg';
import { PROJECTIONS, rebuildBeside } from '@counterpart/event-store';
import { KafkaBroker, kafkaSecurity } from '@counterpart/eventing';
import { KafkaArchive } from './adapters/kafka-archive.js';
import { kafkaRewinder } from './adapters/kafka-rewinder.js';
import { PostgresGround } from './adapters/postgres-ground.js';
import type { CliDesk } from './cli.config.js';
import { rebuildStore, type RebuildReport } from './rebuild-store/rebuild-store.handler.js';
import type { LastKnown } from './rebuild-store/rebuild-store.ports.js';
import { rewindGroups, type Rewound } from './rebuild-store/rewind-groups.js';
import { wrongWords } from './rendering/failure.js';

/** `counterpart rebuild …` */
export function addRebuildCommands(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('rebuild')
    .description('rebuild the store from the topics, or one projection from the store')
    .option('--from <source>', '`topics`: into an empty database, proven by the newest signed checkpoint')
    .option(
      '--projection <name>',
      `beside the live one, swapped when caught up: ${PROJECTIONS.map(({ name }) => name).join(', ')}`,
    )
    .action(async ({ from, projection }: { from?: string; projection?: string }) => {
      if (from === 'topics' && projection === undefined) await fromTopics(desk);
      else if (from === undefined && projection !== undefined) await oneProjection(desk, projection);
      else throw wrongWords('give either --from topics or --projection NAME');
    });
}

async function fromTopics(desk: CliDesk): Promise<void> {
  const began = performance.now();
  const broker = new KafkaBroker({
    brokers: desk.setting('COUNTERPART_KAFKA_BROKERS'),
    clientId: 'counterpart-rebuild',
    ...kafkaSecurity(desk.settings()),
  });
  const ground = new PostgresGround({
    url: desk.setting('COUNTERPART_MIGRATION_DATABASE_URL'),
    serviceRole: desk.setting('COUNTERPART_SERVICE_ROLE'),
    publicKeys: desk.setting('COUNTERPART_AUDIT_PUBLIC_KEYS'),
  });
  let told = 0;
  const onEvents = (events: number): void => {
    if (events - told < TOLD_EVERY) return;
    told = events;
    desk.say(`${events} events restored`);
  };
  const admin = await broker.admin();
  desk.closeLater(() => admin.close());
  const archive = new KafkaArchive(broker);
  let seconds = 0;
  const rewind = (last: LastKnown): Promise<Rewound> => {
    seconds = Math.round(performance.now() - began) / 1000;
    return rewindGroups(kafkaRewinder(admin), last);
  };
  const report = await rebuildStore({ archive, ground, onEvents, rewind });
  const eventsPerSecond = Math.round(report.events / seconds);
  desk.print({ ...report, seconds, eventsPerSecond }, rebuiltInWords(report, seconds));
}

const TOLD_EVERY = 50_000;

const rebuiltInWords = ({ events, log, projections, rewound }: RebuildReport, seconds: number): string =>
  [
    `${events} events restored in ${seconds} s.`,
    `The first ${log.signed} have the root that was signed: ${log.root} (${log.checkpoints} checkpoints fit).`,
    `${log.unsigned} came after the newest checkpoint; the auditor signs them when it starts.`,
    `${rewound.groups} consumer groups will read ${rewound.records} records again; doing them again changes nothing.`,
    `Projections folded: ${Object.keys(projections).join(', ')}. Nothing but Kafka and this database was touched.`,
  ].join('\n');

async function oneProjection(desk: CliDesk, name: string): Promise<void> {
  const projector = PROJECTIONS.find((one) => one.name === name);
  if (projector === undefined) {
    throw wrongWords(
      `there is no projection ${name}; there are ${PROJECTIONS.map((one) => one.name).join(', ')}`,
    );
  }
  const client = new Client({
    connectionString: desk.setting('COUNTERPART_MIGRATION_DATABASE_URL'),
    application_name: 'counterpart rebuild',
  });
  await client.connect();
  desk.closeLater(() => client.end());
  const events = await rebuildBeside(client, projector, (folded) => desk.say(`${folded} events folded`));
  desk.print({ projection: name, events }, `${name} was built anew from ${events} events and serves now.`);
}
