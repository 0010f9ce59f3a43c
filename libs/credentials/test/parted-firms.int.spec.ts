import { FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { describe, expect, it } from 'vitest';
import { accountOf, CLIO, clock, credentialDatabase } from './scene.js';

const HARTWELL = FirmId.parse('hartwell');
const REYES = CLIO.firm;
const SECRET = { refreshToken: 'fake-first', accessToken: null, expiresAt: null };
/** Queries that forget the firm, or name the wrong one. */
const WRONG = [
  'select firm from credentials.grants',
  'select firm from credentials.data_keys',
  `select firm from credentials.grants where firm = 'reyes' or true`,
  `update credentials.grants set refused_at = now() returning firm`,
  `update credentials.data_keys set wrapped = '\\x00' returning firm`,
];

async function twoFirms() {
  const database = await credentialDatabase();
  const program = await database.program(clock().now);
  for (const firm of [HARTWELL, REYES])
    await program.credentials.connect({ ...CLIO, firm }, SECRET, { account: accountOf(firm) });
  return { ...program, owner: database.owner };
}

/** Firms whose rows a statement reaches. It is undone. */
async function reached(
  store: EventStore,
  sql: string,
  firm: FirmId | null = null,
): Promise<readonly string[]> {
  let firms: readonly string[] = [];
  const undone = store.transact(
    async ({ client }) => {
      firms = (await client.query<{ firm: string }>(sql)).rows.map((row) => row.firm);
      throw new RangeError('undone');
    },
    { firm },
  );
  await expect(undone).rejects.toThrow('undone');
  return firms;
}

describe('a query that is wrong', () => {
  it('reaches the keys and grants of the firm that its transaction names, and of no other', async () => {
    const { store } = await twoFirms();
    for (const sql of WRONG) expect([sql, ...(await reached(store, sql, HARTWELL))]).toEqual([sql, HARTWELL]);
  });

  it('reaches nothing where its transaction names no firm', async () => {
    const { store, dataSource } = await twoFirms();
    for (const sql of WRONG) expect([sql, ...(await reached(store, sql))]).toEqual([sql]);
    expect(await dataSource.query('select firm from credentials.grants')).toEqual([]);
  });

  it('puts nothing into another firm', async () => {
    const { store } = await twoFirms();
    for (const sql of [
      `insert into credentials.data_keys (firm, wrapped) values ('stranger', '\\x00')`,
      `update credentials.data_keys set firm = 'stranger'`,
    ])
      await expect(
        store.transact(({ client }) => client.query(sql), { firm: HARTWELL }),
      ).rejects.toMatchObject({ code: '42501' });
  });

  it('finds no firm that an earlier transaction of the same connection named', async () => {
    const { store, dataSource } = await twoFirms();
    await Promise.all(
      Array.from({ length: 8 }, () =>
        store.transact(({ client }) => client.query('select 1'), { firm: HARTWELL }),
      ),
    );
    const rows = await Promise.all(
      Array.from({ length: 8 }, () => dataSource.query<unknown[]>('select firm from credentials.grants')),
    );
    expect(rows.flat()).toEqual([]);
  });
});
