import { connectionStream } from '@counterpart/contracts';
import { createKeyRing } from '@counterpart/vault';
import { describe, expect, it } from 'vitest';
import { rotateMasterKey } from '../src/index.js';
import {
  clock,
  CLIO,
  credentialDatabase,
  HOUR_MS,
  NEW_KEY,
  NOW,
  OLD_KEY,
  CONSENTED,
  accountOf,
} from './scene.js';

const SECRET = {
  refreshToken: 'fake-refresh-token',
  accessToken: 'fake-access-token',
  expiresAt: new Date(NOW.getTime() + HOUR_MS),
};

describe('the store of credentials', () => {
  it('gives back what was stored, and tells who connected without a secret', async () => {
    const { program } = await credentialDatabase();
    const { credentials, store } = await program(clock().now);
    expect(await credentials.find(CLIO)).toBeUndefined();
    expect(await credentials.connect(CLIO, SECRET, CONSENTED)).toBe(1);
    const grant = { ...SECRET, serial: 1, changedAt: NOW, refusedAt: null, bar: null };
    expect(await credentials.find(CLIO)).toEqual(grant);
    const told = await store.readStream(connectionStream(CLIO.firm));
    expect(told.map(({ event }) => [event.name, event.data])).toEqual([
      ['VendorConnected', { vendor: 'clio', serial: 1, ...CONSENTED, replaces: null }],
    ]);
  });

  it('holds no secret in plain text anywhere in the database', async () => {
    const { program, owner } = await credentialDatabase();
    const { credentials } = await program(clock().now);
    await credentials.connect(CLIO, SECRET, CONSENTED);
    const admin = await owner();
    const tables = await admin.query<{ name: string }[]>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      const rows = await admin.query<object[]>(
        `select encode(convert_to(t::text, 'UTF8'), 'escape') as text from ${name} t`,
      );
      const hex = (text: string): string => Buffer.from(text).toString('hex');
      for (const secret of [SECRET.refreshToken, SECRET.accessToken]) {
        expect(JSON.stringify(rows)).not.toContain(secret);
        expect(JSON.stringify(rows)).not.toContain(hex(secret));
      }
    }
  });

  it('stores nothing for a grant that moved on meanwhile', async () => {
    const { program } = await credentialDatabase();
    const { credentials } = await program(clock().now);
    await credentials.connect(CLIO, SECRET, CONSENTED);
    const before = await credentials.find(CLIO);
    if (before === undefined) throw new TypeError('it was just stored');
    await credentials.connect(CLIO, { ...SECRET, refreshToken: 'fake-newer' }, CONSENTED);
    expect(await credentials.renew(CLIO, before, { ...SECRET, refreshToken: 'fake-stale' })).toBe(false);
    await credentials.refuse(CLIO, before, 'invalid_grant');
    expect(await credentials.find(CLIO)).toMatchObject({
      refreshToken: 'fake-newer',
      serial: 2,
      refusedAt: null,
    });
  });

  it('gives one firm no key to another firm’s grant', async () => {
    const { program, owner } = await credentialDatabase();
    const { credentials } = await program(clock().now);
    const other = { ...CLIO, firm: 'hartwell' as typeof CLIO.firm };
    await credentials.connect(CLIO, SECRET, CONSENTED);
    await credentials.connect(
      other,
      { ...SECRET, refreshToken: 'fake-other' },
      { account: accountOf('hartwell') },
    );
    await (
      await owner()
    ).query(
      `update credentials.grants set sealed = (select sealed from credentials.grants where firm = 'reyes')
       where firm = 'hartwell'`,
    );
    await expect(credentials.find(other)).rejects.toMatchObject({ name: 'VaultError' });
  });

  it('lets no service delete a grant or a key', async () => {
    const { program } = await credentialDatabase();
    const { dataSource } = await program(clock().now);
    for (const table of ['grants', 'data_keys']) {
      await expect(dataSource.query(`delete from credentials.${table}`)).rejects.toThrow('permission denied');
    }
  });

  it.each(['everybody', 'operator'] as const)(
    'opens under a new master key alone once every data key was moved to it, as the role of %s',
    async (user) => {
      const { program } = await credentialDatabase(user);
      const { now } = clock();
      await (await program(now)).credentials.connect(CLIO, SECRET, CONSENTED);
      const both = await program(now, [NEW_KEY, OLD_KEY]);
      expect(await both.credentials.find(CLIO)).toMatchObject(SECRET);
      expect(await rotateMasterKey(both.dataSource, both.ring)).toEqual({ moved: 1, kept: 0 });
      expect(await rotateMasterKey(both.dataSource, both.ring)).toEqual({ moved: 0, kept: 1 });
      expect(await (await program(now, [NEW_KEY])).credentials.find(CLIO)).toMatchObject(SECRET);
      await expect(rotateMasterKey(both.dataSource, createKeyRing([OLD_KEY]))).rejects.toMatchObject({
        code: 'VAULT_KEY_UNKNOWN',
      });
    },
  );
});
