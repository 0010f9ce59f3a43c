import { randomUUID } from 'node:crypto';
import { DocumentId, documentStream, FirmId, MatterId, matterKey, OWNERS } from '@counterpart/contracts';
import { generateKey } from '@counterpart/audit-log';
import { CreateAuditTables1764000002001, Sealer } from '@counterpart/audit-log/postgres';
import { EventStore, storeDataSource, type Migration } from '@counterpart/event-store';
import { Client } from 'pg';
import { operatorDatabase } from './operator-database.js';

const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('77');
const DOCUMENT = DocumentId.parse('501');

/** A store whose events are sealed as they come. */
export interface SealedTrail extends AsyncDisposable {
  /** As the role of the person at the command line. */
  readonly url: string;
  readonly ownerUrl: string;
  readonly publicKey: string;
}

/** A document that was skipped in three versions; relays that are always done; a sealer. */
export async function sealedTrail(extra: readonly Migration[] = []): Promise<SealedTrail> {
  const { ownerUrl, serviceUrl, operatorUrl, drop } = await operatorDatabase([
    CreateAuditTables1764000002001,
    ...extra,
  ]);
  const dataSource = await storeDataSource({ url: serviceUrl, applicationName: 'spec' }).initialize();
  const store = new EventStore(dataSource);
  for (const versionNumber of [1, 2, 3]) await skip(store, versionNumber);
  const client = new Client(serviceUrl);
  await client.connect();
  // Whatever comes is on the topics at once: the transaction of the cursor is of the future.
  await client.query(
    `insert into event_store.relay_cursors (owner, tx, position)
     select owner, '9223372036854775807', 9223372036854775807 from unnest($1::text[]) as owner`,
    [[...OWNERS]],
  );
  const key = generateKey('audit.hartwell.example/log');
  const identity = { origin: key.verifier.name, keys: [key] };
  const producer = { send: () => Promise.resolve() };
  const sealer = new Sealer({ url: serviceUrl, identity, producer, everyMs: 20 });
  sealer.start();
  return {
    url: operatorUrl,
    ownerUrl,
    publicKey: key.verifier.toString(),
    [Symbol.asyncDispose]: async () => {
      await sealer.stop();
      await client.end();
      await dataSource.destroy();
      await drop();
    },
  };
}

function skip(store: EventStore, versionNumber: number): Promise<unknown> {
  const stream = documentStream(FIRM, DOCUMENT);
  const event = {
    name: 'DocumentSkipped' as const,
    stream,
    firm: FIRM,
    key: matterKey(FIRM, MATTER),
    data: {
      document: DOCUMENT,
      matter: MATTER,
      versionNumber,
      reason: 'EMPTY_PLACEHOLDER' as const,
      policyVersion: 0,
    },
  };
  const cause = {
    eventId: randomUUID(),
    correlationId: 'corr-1',
    handler: 'spec',
    actor: 'service:router',
    source: '/counterpart/router',
  };
  return store.transact(
    (tx) =>
      store.append(
        tx,
        cause,
        [{ stream, expected: 'any', events: [event] }],
        new Date('2026-11-24T09:00:00Z'),
      ),
    { firm: FIRM },
  );
}
