import kafkajs, { type AclEntry, type AclFilter, type Admin } from 'kafkajs';
import type { KafkaAcl } from '../rights/kafka-acls.js';
import { clientConfig, type KafkaOptions } from './kafka-options.js';

/** What was changed at the broker. */
export interface AppliedAcls {
  readonly made: number;
  /** Permissions of our users that are none of ours. */
  readonly removed: number;
  readonly kept: number;
}

// Node finds no named exports of these in kafkajs, which is CommonJS.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const RESOURCES = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP } as const;
const PATTERNS = {
  literal: ResourcePatternTypes.LITERAL,
  prefixed: ResourcePatternTypes.PREFIXED,
} as const;
const OPERATIONS = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
} as const;

/**
 * Has the broker allow our users just this: what is missing is made first, then what is too much is removed. Permissions
 * of other principals are left alone.
 */
export async function applyAcls(options: KafkaOptions, acls: readonly KafkaAcl[]): Promise<AppliedAcls> {
  const admin = new kafkajs.Kafka(clientConfig(options)).admin();
  await admin.connect();
  try {
    const wanted = new Map(acls.map(toEntry).map((entry) => [nameOf(entry), entry]));
    const held = await heldBy(admin, new Set(acls.map(({ principal }) => principal)));
    const missing = [...wanted].filter(([name]) => !held.has(name)).map(([, entry]) => entry);
    const excess = [...held].filter(([name]) => !wanted.has(name)).map(([, entry]) => entry);
    if (missing.length > 0) await admin.createAcls({ acl: missing });
    if (excess.length > 0) await admin.deleteAcls({ filters: excess.map(toFilter) });
    return { made: missing.length, removed: excess.length, kept: wanted.size - missing.length };
  } finally {
    await admin.disconnect();
  }
}

async function heldBy(admin: Admin, principals: ReadonlySet<string>): Promise<Map<string, AclEntry>> {
  const found = await Promise.all(
    [...principals].map((principal) => admin.describeAcls({ ...ANYTHING, principal })),
  );
  const entries = found
    .flatMap(({ resources }) => resources)
    .flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
  return new Map(entries.map((entry) => [nameOf(entry), entry]));
}

const ANYTHING = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};

const toEntry = ({ principal, resource, pattern, name, operation }: KafkaAcl): AclEntry => ({
  principal,
  host: '*',
  resourceType: RESOURCES[resource],
  resourceName: name,
  resourcePatternType: PATTERNS[pattern],
  operation: OPERATIONS[operation],
  permissionType: AclPermissionTypes.ALLOW,
});

const toFilter = (entry: AclEntry): AclFilter => ({ ...entry });

const nameOf = (entry: AclEntry): string =>
  JSON.stringify([
    entry.principal,
    entry.host,
    entry.resourceType,
    entry.resourceName,
    entry.resourcePatternType,
    entry.operation,
    entry.permissionType,
  ]);
