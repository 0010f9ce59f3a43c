import { expect, it } from 'vitest';
import { runMigrations } from '@counterpart/event-store';
import { PATH_CLAIM_MIGRATIONS } from '@counterpart/path-claims';
import { crossFirms, KEPT_APART, testDatabase } from '@counterpart/testing';

it('a wrong query neither finds, writes nor removes another firm’s paths', async () => {
  const database = await testDatabase();
  try {
    await runMigrations({ url: database.ownerUrl, extra: PATH_CLAIM_MIGRATIONS, serviceSchemas: ['router'] });
    const add = `insert into router.path_claims (firm, path_key, owner) values ($1, gen_random_uuid(), 'spec')`;
    expect(await crossFirms(database.serviceUrl, { table: 'router.path_claims', add })).toEqual(KEPT_APART);
  } finally {
    await database.drop();
  }
});
