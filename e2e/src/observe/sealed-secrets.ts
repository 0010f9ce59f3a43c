import { readFileSync } from 'node:fs';
import { createKeyRing, openDataKey, parseMasterKey } from '@counterpart/vault';
import type { Client } from 'pg';
import type { Quarry } from '../judges/needles.js';

interface KeyRow {
  readonly firm: string;
  readonly wrapped: Buffer;
}

/** The secrets that the database holds sealed, opened by the master key: what must lie nowhere in the clear. */
export async function sealedSecrets(client: Client, masterKey: string): Promise<readonly Quarry[]> {
  const ring = createKeyRing([parseMasterKey(masterKey)]);
  const { rows: keys } = await client.query<KeyRow>('select firm, wrapped from credentials.data_keys');
  const found: Quarry[] = [];
  for (const { firm, wrapped } of keys) {
    const bytes = await ring.open(wrapped, { firm, purpose: 'data-key' });
    const vault = await openDataKey(ring, firm, wrapped);
    const open = (sealed: Buffer, purpose: string): Buffer => vault.open(sealed, { firm, purpose });
    found.push({ name: `data key of ${firm}`, bytes });
    found.push(...(await grantsOf(client, firm, open)), ...(await webhooksOf(client, firm, open)));
  }
  return found;
}

type Open = (sealed: Buffer, purpose: string) => Buffer;

async function grantsOf(client: Client, firm: string, open: Open): Promise<readonly Quarry[]> {
  const { rows } = await client.query<{ vendor: string; sealed: Buffer }>(
    'select vendor, sealed from credentials.grants where firm = $1',
    [firm],
  );
  return rows.flatMap(({ vendor, sealed }) => {
    const grant = JSON.parse(open(sealed, `${vendor}-grant`).toString('utf8')) as Record<
      string,
      string | null
    >;
    return Object.entries(grant).flatMap(([name, value]) =>
      value === null ? [] : [{ name: `${name} of ${vendor}`, bytes: Buffer.from(value) }],
    );
  });
}

async function webhooksOf(client: Client, firm: string, open: Open): Promise<readonly Quarry[]> {
  const { rows } = await client.query<{ model: string; secret: Buffer }>(
    'select model, secret from ingest.hooks where firm = $1 and secret is not null',
    [firm],
  );
  return rows.map(({ model, secret }) => ({
    name: `webhook secret of ${model}`,
    bytes: open(secret, 'clio-webhook-secret'),
  }));
}

/** The secrets that the services are started with. */
export function givenSecrets(files: {
  readonly settings: string;
  readonly firms: string;
  readonly auditKey: string;
}): readonly Quarry[] {
  const settings = readFileSync(files.settings, 'utf8');
  const masterKey = /^COUNTERPART_MASTER_KEY=(.+)$/m.exec(settings)?.[1] ?? '';
  const { firms } = JSON.parse(readFileSync(files.firms, 'utf8')) as {
    firms: Record<'clio' | 'dropbox', { grant: { clientSecret?: string } }>[];
  };
  const [firm] = firms;
  // The end of a signed-note key: an algorithm byte and the seed, 33 bytes in base64 (C2SP signed-note).
  const key = Buffer.from(readFileSync(files.auditKey, 'utf8').trim().slice(-44), 'base64').subarray(1);
  return [
    { name: 'master key', bytes: Buffer.from(masterKey, 'base64') },
    { name: 'audit key', bytes: key },
    { name: 'client secret of clio', bytes: Buffer.from(firm?.clio.grant.clientSecret ?? '') },
    { name: 'client secret of dropbox', bytes: Buffer.from(firm?.dropbox.grant.clientSecret ?? '') },
  ];
}
