import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { ground } from './ground.js';

const SERVICE_ROLE = 'counterpart_service';
const SERVICE_PASSWORD = 'fake-service-password';
/** Any constant: two specs must not create the role at once. */
const ROLE_LOCK = 420_011;

/** A database of a spec’s own. */
export interface TestDatabase {
  /** Address of the owner, who may create schemas. */
  readonly ownerUrl: string;
  /** Address of the services’ least-privileged role. */
  readonly serviceUrl: string;
  drop(): Promise<void>;
}

/** Makes an empty database on the real server. */
export async function testDatabase(): Promise<TestDatabase> {
  const { databaseUrl } = await ground();
  const name = `spec_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(databaseUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [ROLE_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [SERVICE_ROLE]);
    if (rowCount === 0)
      await client.query(`create role ${SERVICE_ROLE} login password '${SERVICE_PASSWORD}'`);
    await client.query('select pg_advisory_unlock($1)', [ROLE_LOCK]);
    await client.query(`create database ${name}`);
  });
  const owner = new URL(databaseUrl);
  owner.pathname = `/${name}`;
  const service = new URL(owner);
  service.username = SERVICE_ROLE;
  service.password = SERVICE_PASSWORD;
  return {
    ownerUrl: owner.href,
    serviceUrl: service.href,
    drop: () =>
      asAdmin(databaseUrl, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
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
