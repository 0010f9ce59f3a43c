import { Client } from 'pg';
import { SERVICES, type ServiceName } from './stack-options.js';

/** Password of every role in the local stack: fake. */
const PASSWORD = 'fake-service-password';

/** Who works on the database: each service as a role of its own, and the person at the command line. */
export type DatabaseUser = ServiceName | 'operator';

/** Services that reach what the master key seals; no other gets the key. */
export const KEY_HOLDERS: readonly DatabaseUser[] = ['ingest', 'uploader', 'archiver'];

const roleOf = (user: DatabaseUser): string => `counterpart_${user}`;

/** The roles that migrations give rights to: one for each, and the one that services may share instead. */
const ROLES = [...[...SERVICES, 'operator' as const].map(roleOf), 'counterpart_service'];

/** Makes the product’s database and its roles, where they are not there. */
export function makeDatabase(url: string): Promise<void> {
  return asAdmin(url, async (client) => {
    const { rows } = await client.query<{ roles: readonly string[]; database: boolean }>(
      `select array(select rolname::text from pg_roles) as roles,
              exists (select from pg_database where datname = 'counterpart') as database`,
    );
    for (const role of ROLES) {
      if (rows[0]?.roles.includes(role) === true) continue;
      await client.query(`create role ${role} login password '${PASSWORD}'`);
    }
    if (rows[0]?.database === false) await client.query('create database counterpart');
  });
}

/** Address of the product’s database as its user’s role. */
export function addressOf(user: DatabaseUser, owner: string): string {
  const address = new URL(owner);
  address.username = roleOf(user);
  address.password = PASSWORD;
  return address.href;
}

/** Drops the product’s database, whoever uses it. */
export function dropDatabase(url: string): Promise<void> {
  return asAdmin(url, async (client) => {
    await client.query('drop database counterpart with (force)');
  });
}

async function asAdmin(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
