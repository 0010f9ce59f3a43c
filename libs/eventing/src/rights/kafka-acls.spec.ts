import { OWNERS, TOPICS } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { kafkaAcls } from './kafka-acls.js';
import { KAFKA_RIGHTS, KAFKA_USERS } from './kafka-rights.js';

const acls = kafkaAcls();
const of = (user: string) => acls.filter(({ principal }) => principal === `User:counterpart-${user}`);

/** Whether a permission reaches a name, as Kafka’s authorizer tells it. */
const reaches = ({ pattern, name }: (typeof acls)[number], wanted: string): boolean =>
  pattern === 'literal' ? name === wanted : wanted.startsWith(name);

describe('permissions at Kafka', () => {
  it('let each topic be written by one user alone', () => {
    for (const { name } of Object.values(TOPICS)) {
      const writers = KAFKA_USERS.filter((user) =>
        of(user).some((acl) => acl.resource === 'topic' && acl.operation === 'write' && reaches(acl, name)),
      );
      expect({ name, writers: writers.length }).toEqual({ name, writers: 1 });
    }
  });

  it('leave no owner of topics without a writer', () => {
    const written = KAFKA_USERS.flatMap((user) => KAFKA_RIGHTS[user].writes);
    expect(written.toSorted()).toEqual([...OWNERS].toSorted());
  });

  it('let each service into its own groups alone', () => {
    for (const user of KAFKA_USERS.filter((one) => one !== 'operator')) {
      const groups = of(user).filter(({ resource }) => resource === 'group');
      for (const other of KAFKA_USERS.filter((one) => one !== user)) {
        const names = [other, `${other}.closing`];
        expect(groups.filter((acl) => names.some((name) => reaches(acl, name)))).toEqual([]);
      }
    }
  });

  it('allow nothing that changes topics or the cluster', () => {
    expect(new Set(acls.map(({ operation }) => operation))).toEqual(new Set(['read', 'write']));
    expect(new Set(acls.map(({ resource }) => resource))).toEqual(new Set(['topic', 'group']));
  });
});
