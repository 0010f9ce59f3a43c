import { Client } from 'pg';

/** Password of the services’ role in the local stack: fake. */
export const SERVICE_PASSWORD = 'fake-service-password';

/** Makes the product’s database and the services’ role, where they are not there. */
export function makeDatabase(url: string): Promise<void> {
  return asAdmin(url, async (client) => {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = 'counterpart_service') as role,
              exists (select from pg_database where datname = 'counterpart') as database`,
    );
    if (rows[0]?.role === false) {
      await client.query(`create role counterpart_service login password '${SERVICE_PASSWORD}'`);
    }
    if (rows[0]?.database === false) await client.query('create database counterpart');
  });
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
