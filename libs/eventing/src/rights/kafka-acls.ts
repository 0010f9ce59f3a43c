import { KAFKA_RIGHTS, KAFKA_USERS, signInNameOf, type KafkaUser } from './kafka-rights.js';

/** One permission as Kafka’s authorizer holds it; from any host. */
export interface KafkaAcl {
  /** `User:…` */
  readonly principal: string;
  readonly resource: 'topic' | 'group';
  readonly pattern: 'literal' | 'prefixed';
  readonly name: string;
  /** Either brings the right to describe along. */
  readonly operation: 'read' | 'write';
}

/** Everything that our users may do. What no line allows, a broker with an authorizer refuses. */
export const kafkaAcls = (): readonly KafkaAcl[] => KAFKA_USERS.flatMap(aclsOf);

/** Writers need no right to be idempotent: from Kafka 3.0 on the right to write is enough (KIP-679). */
function aclsOf(user: KafkaUser): readonly KafkaAcl[] {
  const { writes, reads, group } = KAFKA_RIGHTS[user];
  const principal = `User:${signInNameOf(user)}`;
  const topics = [
    ...writes.map((owner) => ({ pattern: 'prefixed', name: `${owner}.`, operation: 'write' }) as const),
    ...reads.map(({ name }) => ({ pattern: 'literal', name, operation: 'read' }) as const),
  ].map((acl) => ({ principal, resource: 'topic' as const, ...acl }));
  return [
    ...topics,
    ...groupsOf(user, group).map((acl) => ({ principal, resource: 'group' as const, ...acl })),
  ];
}

type GroupAcl = Pick<KafkaAcl, 'pattern' | 'name' | 'operation'>;

/** The operator moves the services’ groups where a store was rebuilt. */
function groupsOf(user: KafkaUser, own: string | null): readonly GroupAcl[] {
  const others = user === 'operator' ? KAFKA_USERS.map((one) => KAFKA_RIGHTS[one].group) : [];
  return [...new Set([own, ...others])].flatMap((group): GroupAcl[] =>
    group === null
      ? []
      : [
          { pattern: 'literal', name: group, operation: 'read' },
          { pattern: 'prefixed', name: `${group}.`, operation: 'read' },
        ],
  );
}
