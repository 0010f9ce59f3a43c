import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirmId } from '@counterpart/contracts';
import { CREDENTIAL_MIGRATIONS, CredentialStore, FirmVaults } from '@counterpart/credentials';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { createKeyRing } from '@counterpart/vault';
import { sealedTrail } from './sealed-trail.js';

/** The firm of the sealed trail, and one beside it. */
export const [HARTWELL, REYES] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
export const HOOK = { firm: HARTWELL, purpose: 'clio-webhook-secret' };
export const SECRET = { accessToken: 'fake-access', refreshToken: 'fake-refresh', expiresAt: null };

export const accountOf = (firm: FirmId) => ({
  account: { id: `fake.example/${firm}`, name: firm, root: null },
});

/** Rows that tell of a firm’s documents, beside its trail. */
const ROWS = [
  `insert into router.path_claims values ($1, '/Clients/Okafor', 'matter-' || $1 || '-7')`,
  `insert into status.documents (firm, document, latest_version_seen, state, path, updated_at)
   values ($1, '501', 1, 'mirrored', '/Clients/Okafor/Complaint.pdf', now())`,
  `insert into eventing.parked
     (consumer, topic, partition, record_offset, lane_key, record_key, headers, record_time, state, tries, due_at)
   values ('uploader', $1, 0, 1, 'k', $1 || '/7', '{}', 0, 'dead', 1, now())`,
];

/** Rows of a firm in the tables that tell of its documents. */
const COUNT = `
select (select count(*)::int from router.path_claims where firm = $1)
  + (select count(*)::int from status.documents where firm = $1)
  + (select count(*)::int from eventing.parked where firm = $1) as count`;

export type RemovalGround = Awaited<ReturnType<typeof openRemovalGround>>;

/** A firm with grants, a webhook and parked work; the other one has a grant, too. */
export async function openRemovalGround() {
  const trail = await sealedTrail(CREDENTIAL_MIGRATIONS);
  const folder = mkdtempSync(join(tmpdir(), 'remove-'));
  const owner = await storeDataSource({ url: trail.ownerUrl, applicationName: 'spec' }).initialize();
  await owner.query('create schema ingest');
  await owner.query('create table ingest.hooks (token text primary key, firm text not null, secret bytea)');
  await owner.query('create schema router');
  await owner.query('create table router.path_claims (firm text, path_key text, owner text)');
  for (const firm of [HARTWELL, REYES]) for (const row of ROWS) await owner.query(row, [firm]);
  const ring = createKeyRing([Buffer.alloc(32, 1)]);
  const store = new EventStore(owner);
  const writer = { actor: 'user:ada', source: '/counterpart/cli' };
  const credentials = new CredentialStore({ dataSource: owner, store, ring, writer, now: () => new Date() });
  const vaults = new FirmVaults(store, ring);
  await credentials.connect({ firm: HARTWELL, vendor: 'clio' }, SECRET, accountOf(HARTWELL));
  await credentials.connect({ firm: HARTWELL, vendor: 'dropbox' }, SECRET, accountOf(HARTWELL));
  await credentials.connect({ firm: REYES, vendor: 'clio' }, SECRET, accountOf(REYES));
  const sealed = await vaults.seal(HOOK, Buffer.from('fake-webhook-secret'));
  await owner.query('insert into ingest.hooks values ($1, $2, $3)', ['token', HARTWELL, sealed]);
  const firmsFile = join(folder, 'firms.json');
  const app = { stored: true, clientId: 'fake', clientSecret: 'fake' };
  const grantAt = (tokenUrl: string, authorizeUrl: string) => ({ ...app, tokenUrl, authorizeUrl });
  const firm = (id: FirmId) => ({
    firm: id,
    clio: {
      baseUrl: 'https://app.clio.com',
      downloadOrigins: ['https://f.example'],
      webhookUrl: 'https://in.example',
      grant: grantAt('https://app.clio.com/oauth/token', 'https://app.clio.com/oauth/authorize'),
    },
    dropbox: {
      apiUrl: 'https://api.dropboxapi.com',
      contentUrl: 'https://content.dropboxapi.com',
      grant: grantAt('https://api.dropboxapi.com/oauth2/token', 'https://www.dropbox.com/oauth2/authorize'),
    },
  });
  writeFileSync(firmsFile, JSON.stringify({ firms: [firm(HARTWELL), firm(REYES)] }));
  return {
    folder,
    owner,
    store,
    credentials,
    vaults,
    sealed,
    /** How many rows tell of a firm’s documents, beside its trail. */
    rowsOf: async (firm: FirmId): Promise<number> =>
      (await owner.query<{ count: number }[]>(COUNT, [firm]))[0]?.count ?? 0,
    env: {
      COUNTERPART_DATABASE_URL: trail.url,
      COUNTERPART_MIGRATION_DATABASE_URL: trail.ownerUrl,
      COUNTERPART_FIRMS_FILE: firmsFile,
      COUNTERPART_AUDIT_PUBLIC_KEYS: trail.publicKey,
    },
    close: async () => {
      await owner.destroy();
      await trail[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
