/**
 * Who owns topics: only the owner writes a topic whose name begins with its own. `console` is what people order by the command
 * line; the auditor carries it.
 */
export const OWNERS = ['ingest', 'router', 'uploader', 'archiver', 'notifier', 'console', 'audit'] as const;
export type Owner = (typeof OWNERS)[number];

/** One Kafka topic: `<owner>.<noun>.v<major>`. Every record is kept for ever: the store is rebuilt from them. */
export interface Topic {
  readonly name: string;
  readonly owner: Owner;
  /** What the record key is; records of one key keep their order. */
  readonly key: 'firm' | 'firm/matter' | 'firm/namespace' | 'origin';
}

const topic = (name: string, key: Topic['key']): Topic => {
  const owner = OWNERS.find((candidate) => name.startsWith(`${candidate}.`));
  if (owner === undefined) throw new TypeError(`topic ${name} names no owner`);
  return Object.freeze({ name, owner, key });
};

/** Every topic of the product. Partition counts are chosen once, at creation (adding partitions moves keys). */
export const TOPICS = Object.freeze({
  deliveries: topic('ingest.deliveries.v1', 'firm'),
  facts: topic('ingest.facts.v1', 'firm/matter'),
  decisions: topic('router.decisions.v1', 'firm/matter'),
  staged: topic('uploader.staged.v1', 'firm/namespace'),
  uploads: topic('uploader.outcomes.v1', 'firm/matter'),
  archives: topic('archiver.outcomes.v1', 'firm/matter'),
  notices: topic('notifier.outcomes.v1', 'firm/matter'),
  sweeps: topic('ingest.sweeps.v1', 'firm'),
  policies: topic('console.policies.v1', 'firm'),
  connections: topic('console.connections.v1', 'firm'),
  interventions: topic('console.interventions.v1', 'firm/matter'),
  checkpoints: topic('audit.checkpoints.v1', 'origin'),
  exports: topic('audit.exports.v1', 'firm/matter'),
  ingestDead: topic('ingest.dead.v1', 'firm/matter'),
  routerDead: topic('router.dead.v1', 'firm/matter'),
  uploaderDead: topic('uploader.dead.v1', 'firm/matter'),
  archiverDead: topic('archiver.dead.v1', 'firm/matter'),
  notifierDead: topic('notifier.dead.v1', 'firm/matter'),
  ingestParked: topic('ingest.parked.v1', 'firm/matter'),
  routerParked: topic('router.parked.v1', 'firm/matter'),
  uploaderParked: topic('uploader.parked.v1', 'firm/matter'),
  archiverParked: topic('archiver.parked.v1', 'firm/matter'),
  notifierParked: topic('notifier.parked.v1', 'firm/matter'),
});

/** The topics that an owner writes. */
export const topicsOf = (owner: Owner): readonly Topic[] =>
  Object.values(TOPICS).filter((candidate) => candidate.owner === owner);

/** The topic on which a service tells what it gave up. */
export const deadLetterTopicOf = (owner: Owner): Topic => ownTopic(owner, 'dead');

/** The topic on which a service tells what waits for another try. */
export const parkedTopicOf = (owner: Owner): Topic => ownTopic(owner, 'parked');

function ownTopic(owner: Owner, noun: 'dead' | 'parked'): Topic {
  const found = Object.values(TOPICS).find((candidate) => candidate.name === `${owner}.${noun}.v1`);
  if (found === undefined) throw new TypeError(`${owner} has no topic ${noun}`);
  return found;
}
