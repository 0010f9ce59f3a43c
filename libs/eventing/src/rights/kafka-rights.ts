import { TOPICS, type Owner, type Topic } from '@counterpart/contracts';

/** Those who talk to Kafka, each as a user of its own: the services, and the person at the command line. */
export const KAFKA_USERS = [
  'ingest',
  'router',
  'uploader',
  'archiver',
  'notifier',
  'auditor',
  'operator',
] as const;
export type KafkaUser = (typeof KAFKA_USERS)[number];

/** The name that a service or the operator signs in with. */
export const signInNameOf = (user: KafkaUser): string => `counterpart-${user}`;

/** What a user may do. */
export interface KafkaRights {
  /** Owners whose topics it writes, by the prefix of their names. */
  readonly writes: readonly Owner[];
  readonly reads: readonly Topic[];
  /** Its consumer groups: those of this name, and those whose names begin with it and a dot; null where it has none. */
  readonly group: string | null;
}

const { facts, decisions, staged, uploads, archives, notices, policies, connections, interventions } = TOPICS;
const { ingestDead, routerDead, uploaderDead, archiverDead, uploaderParked, archiverParked, deliveries } =
  TOPICS;

/**
 * Who may do what. What a service reads is what its `subscriptions.ts` names, no more and no less: a spec beside each of
 * them compares the two.
 */
export const KAFKA_RIGHTS: Readonly<Record<KafkaUser, KafkaRights>> = {
  ingest: { writes: ['ingest'], reads: [deliveries], group: 'ingest' },
  router: {
    writes: ['router'],
    reads: [facts, decisions, uploads, archives, policies, interventions, uploaderDead, archiverDead],
    group: 'router',
  },
  uploader: { writes: ['uploader'], reads: [decisions, staged], group: 'uploader' },
  archiver: { writes: ['archiver'], reads: [decisions, uploads, archives], group: 'archiver' },
  notifier: {
    writes: ['notifier'],
    reads: [
      decisions,
      uploads,
      archives,
      notices,
      connections,
      ingestDead,
      routerDead,
      uploaderDead,
      archiverDead,
      uploaderParked,
      archiverParked,
    ],
    group: 'notifier',
  },
  // Its relays carry what the command line appends (`console.*`), too; it reads the store, not topics.
  auditor: { writes: ['audit', 'console'], reads: [], group: null },
  // Rebuilds the store from the topics; what it appends the auditor carries.
  operator: { writes: [], reads: Object.values(TOPICS), group: 'counterpart' },
};
