import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DocumentId, documentStream, EventId, matterKey, NamespaceId } from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { retry } from '@counterpart/eventing';
import { testDatabase, tellOn } from '@counterpart/testing';
import { ClioWitnesses } from '../src/adapters/clio-witnesses.js';
import { startLateScene } from './late-scene.js';
import { FIRM } from './version-scene.js';

/*
 * Clio failed on one late version each time, and it was the last one of a migration. Nothing else of the firm went through there, so that was
 * taken for an outage for ever: its matter was never archived, and no failed work was there that a person could discard.
 */

async function startStore(): Promise<EventStore> {
  const database = await testDatabase();
  await runMigrations({ url: database.ownerUrl, extra: [], serviceSchemas: [] });
  const source = storeDataSource({ url: database.serviceUrl, entities: [], applicationName: 'spec' });
  await source.initialize();
  onTestFinished(async () => {
    await source.destroy();
    await database.drop();
  });
  return new EventStore(source);
}

/** A late version on which Clio fails, and the firm’s other documents that came out of Clio before. */
async function startTrouble(...others: readonly string[]) {
  const [scene, store] = [await startLateScene(), await startStore()];
  const { plan, clio, clioFaults, files, bringBy } = scene;
  const mirror = async (document: DocumentId): Promise<void> => {
    await tellOn(store)({
      name: 'DocumentMirrored',
      stream: documentStream(FIRM, document),
      firm: FIRM,
      key: matterKey(FIRM, plan.matter),
      data: {
        document,
        matter: plan.matter,
        routed: EventId.parse(randomUUID()),
        versionNumber: 1,
        namespace: NamespaceId.parse('7'),
        path: '/a',
        counterpart: 'id:a',
        rev: 'aaaaaaaa1',
        size: 5,
        contentHash: 'c',
        sha256: 's',
        how: 'written',
      },
    });
  };
  await mirror(plan.document);
  const documents: DocumentId[] = [];
  for (const text of others) documents.push((await scene.inClio(text)).document);
  for (const document of documents) await mirror(document);
  const witnesses = new ClioWitnesses(store, clio);
  const fails = (path: string) => ({ match: { path }, effect: { status: { code: 503 } } });
  return {
    documents,
    failOn: (...failing: readonly DocumentId[]) =>
      clioFaults(...[plan.document, ...failing].map((document) => fails(`/documents/${document}[/.]`))),
    bring: () => bringBy(files, { others: (...asked) => witnesses.getThrough(...asked) }),
  };
}

describe('a late version on which Clio fails', () => {
  it('is tried by the schedule, and told in the end, where another document comes out of Clio', async () => {
    const { bring, failOn } = await startTrouble('first');
    await failOn();
    expect(await bring()).toEqual(retry('CLIO_UNAVAILABLE'));
  });

  it('is so where one of the others fails, too', async () => {
    const { bring, failOn, documents } = await startTrouble('first', 'something else');
    await failOn(...documents.slice(1));
    expect(await bring()).toEqual(retry('CLIO_UNAVAILABLE'));
  });

  it('waits as in an outage where nothing comes, or there is no other', async () => {
    const { bring, failOn, documents } = await startTrouble('first');
    await failOn(...documents);
    expect(await bring()).toMatchObject({ kind: 'outage', code: 'CLIO_UNAVAILABLE' });
    const alone = await startTrouble();
    await alone.failOn();
    expect(await alone.bring()).toMatchObject({ kind: 'outage', code: 'CLIO_UNAVAILABLE' });
  });
});
