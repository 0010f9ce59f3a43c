import { expect, it } from 'vitest';
import { documentStream } from '@counterpart/contracts';
import { ownersOf } from '@counterpart/path-claims';
import { FIRM, startFirm } from './drift-scene.js';

/*
 * Somebody put a hundred thousand files of their own into the Dropbox. Each page of them was compared with every path that the firm holds:
 * two thousand times half a million.
 */

const CLAIMS = `insert into router.path_claims (firm, path_key, owner)
  select $1, '/matters/' || at % 50 || '/memo ' || at || '.pdf', 'document-' || $1 || '-' || at from generate_series(1, 5000) at`;

/** What this transaction has read of the table by now. */
const READ = `select seq_tup_read::int as passed, idx_tup_fetch::int as found
  from pg_stat_xact_user_tables where relid = 'router.path_claims'::regclass`;

interface RowsRead {
  readonly passed: number;
  readonly found: number;
}

it('folders are looked for by the key: what the firm holds elsewhere is not read', async () => {
  const { store, query } = await startFirm();
  await query(CLAIMS, [FIRM]);
  const unrelated = Array.from({ length: 500 }, (_, at) => `/Family/Photo ${at}.jpg`);
  const [held, { rows }] = await store.transact(
    async ({ client }) => [
      await ownersOf(client, FIRM, { paths: [], folders: [...unrelated, '/Matters/7'] }),
      await client.query<RowsRead>(READ),
    ],
    { firm: FIRM },
  );
  expect(held).toHaveLength(100);
  expect(rows).toEqual([{ passed: 0, found: 100 }]);
});

it('what lies below a folder is found, and nothing beside it that begins like it', async () => {
  const { store, claim, mirror } = await startFirm();
  const one = await mirror('1', 'Brief.pdf');
  const below = ['/A_b/x.pdf', '/A_b/Ä/ö.pdf', '/A_b//', '/A_b/\u{1F600}.pdf'];
  const beside = [
    '/A_b',
    '/A_b0/x.pdf',
    '/A_b-c/x.pdf',
    '/A_b.pdf',
    '/A_bÄ/x.pdf',
    '/Axb/x.pdf',
    '/A_b x/y.pdf',
  ];
  for (const path of [...below, ...beside]) await claim(path, one);
  const held = await store.transact(
    ({ client }) => ownersOf(client, FIRM, { paths: [], folders: ['/a_B', '/%'] }),
    { firm: FIRM },
  );
  expect(held.map(({ pathKey }) => pathKey).toSorted()).toEqual(
    below.map((path) => path.toLowerCase()).toSorted(),
  );
  expect(new Set(held.map(({ owner }) => owner))).toEqual(new Set([documentStream(FIRM, one)]));
});
