import { randomUUID } from 'node:crypto';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  matterKey,
  MatterId,
  OWNERS,
} from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import type { OutgoingRecord } from '@counterpart/eventing';
import { testDatabase, tellOn } from '@counterpart/testing';
import { Client } from 'pg';
import { CreateAuditTables1764000002001 } from '../src/postgres.js';

const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('77');

/** A migrated database of its own for one spec file. */
export interface LogDatabase extends AsyncDisposable {
  readonly ownerUrl: string;
  readonly serviceUrl: string;
  /** A connection of the services’ role. */
  readonly client: Client;
  readonly owner: Client;
  /** Appends so many events, some to each of three documents, in one transaction each. */
  append(events: number): Promise<void>;
  /** Appends one event of another service. */
  appendOfUploader(): Promise<void>;
  /** Says that every relay has brought everything to the topics. */
  relayAll(): Promise<void>;
  /** Bodies in the log’s order. */
  bodies(): Promise<readonly Buffer[]>;
}

/** Empties every table; the guards are taken off for that. */
export async function logDatabase(): Promise<LogDatabase> {
  const { ownerUrl, serviceUrl, drop } = await testDatabase();
  await runMigrations({ url: ownerUrl, extra: [CreateAuditTables1764000002001] });
  const dataSource = await storeDataSource({ url: serviceUrl, applicationName: 'spec' }).initialize();
  const store = new EventStore(dataSource);
  const [client, owner] = [new Client(serviceUrl), new Client(ownerUrl)];
  for (const one of [client, owner]) {
    one.on('error', () => undefined);
    await one.connect();
  }
  let number = 0;
  const appendOne = (by: 'router' | 'uploader' = 'router'): Promise<unknown> => {
    number += 1;
    const document = DocumentId.parse(String(1 + (number % 3)));
    const stream = documentStream(FIRM, document);
    const common = { stream, firm: FIRM, key: matterKey(FIRM, MATTER) };
    const told = { document, matter: MATTER, versionNumber: number };
    const skipped = {
      ...common,
      name: 'DocumentSkipped' as const,
      data: { ...told, reason: 'EMPTY_PLACEHOLDER' as const, policyVersion: 0 },
    };
    const missing = {
      ...common,
      name: 'SourceMissing' as const,
      data: { ...told, routed: EventId.parse(randomUUID()) },
    };
    const event = by === 'router' ? skipped : missing;
    return tellOn(store, { by })(event);
  };
  return {
    ownerUrl,
    serviceUrl,
    client,
    owner,
    append: async (events) => {
      for (let count = 0; count < events; count += 1) await appendOne();
    },
    appendOfUploader: async () => void (await appendOne('uploader')),
    relayAll: async () => {
      await client.query(
        `insert into event_store.relay_cursors (owner, tx, position)
         select owner, pg_current_xact_id(), 9223372036854775807 from unnest($1::text[]) as owner
         on conflict (owner) do update set tx = excluded.tx, position = excluded.position`,
        [[...OWNERS]],
      );
    },
    bodies: async () => {
      const { rows } = await owner.query<{ body: Buffer }>(
        'select body from event_store.events order by tx, position',
      );
      return rows.map(({ body }) => body);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([client.end(), owner.end()]);
      await dataSource.destroy();
      await drop();
    },
  };
}

/** A broker’s producer that keeps what it is sent; refuses as long as it is told to. */
export class KeepingProducer {
  readonly records: OutgoingRecord[] = [];
  refusing = false;

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.refusing) return Promise.reject(new Error('the broker is away'));
    this.records.push(...records);
    return Promise.resolve();
  }

  get notes(): readonly string[] {
    return this.records.map(({ value }) => value?.toString('utf8') ?? '');
  }
}
