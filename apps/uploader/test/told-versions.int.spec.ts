import { afterAll, beforeAll, expect, it } from 'vitest';
import { DocumentId, FirmId } from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { StoredVersions } from '../src/adapters/told-versions.js';
import { tellDocument, tellVersion } from './facts.js';

const [FIRM, OTHER] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
const document = DocumentId.parse('1675950900');

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('a version is replaced as soon as the trail of its firm tells of a later one', async () => {
  const versions = new StoredVersions(store);
  await tellDocument(store, FIRM, { document, category: null });
  await tellDocument(store, OTHER, { document, category: null });
  expect(await versions.isReplaced(FIRM, document, 1)).toBe(false);
  await tellVersion(store, FIRM, { document, number: 2 });
  const asked = [1, 2].map((number) => versions.isReplaced(FIRM, document, number));
  expect(await Promise.all(asked)).toEqual([true, false]);
  expect(await versions.isReplaced(OTHER, document, 1)).toBe(false);
});
