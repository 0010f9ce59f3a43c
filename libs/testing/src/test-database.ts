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
    await makeRole(client, SERVICE_ROLE);
    await client.query(`create database ${name}`);
  });
  const owner = new URL(databaseUrl);
  owner.pathname = `/${name}`;
  return {
    ownerUrl: owner.href,
    serviceUrl: addressOf(owner.href, SERVICE_ROLE),
    drop: () =>
      asAdmin(databaseUrl, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
}

/**
 * Addresses of a spec’s database as other roles than the shared one; the roles are made where the server has none.
 * They last: specs of other packages use them at the same time.
 */
export async function serviceAddresses(
  ownerUrl: string,
  roles: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { databaseUrl } = await ground();
  await asAdmin(databaseUrl, async (client) => {
    for (const role of roles) await makeRole(client, role);
  });
  return new Map(roles.map((role) => [role, addressOf(ownerUrl, role)]));
}

/** Two specs may want the same role at once. Such a lock is of one database: always the server’s own. */
async function makeRole(client: Client, role: string): Promise<void> {
  await client.query(`do $$ begin
    perform pg_advisory_xact_lock(${ROLE_LOCK});
    if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} login password '${SERVICE_PASSWORD}';
    end if;
  end $$`);
}

function addressOf(ownerUrl: string, role: string): string {
  const address = new URL(ownerUrl);
  address.username = role;
  address.password = SERVICE_PASSWORD;
  return address.href;
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
