import { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeepingProducer, logDatabase, type LogDatabase } from './log-database.js';
import { AuditError, generateKey, verifyExport, type Scope } from '../src/index.js';
import { AuditTables, exportLog, Sealer, type ExportSource, type ExportWish } from '../src/postgres.js';

const key = generateKey('audit.hartwell.example/log');
const keys = [key.verifier];
const firm = FirmId.parse('hartwell');
const oneDocument: Scope = { kind: 'document', firm, document: DocumentId.parse('1') };
const wholeMatter: Scope = { kind: 'matter', firm, matter: MatterId.parse('77') };

let database: LogDatabase;
let source: ExportSource;
let close: () => Promise<void>;
beforeAll(async () => {
  database = await logDatabase();
  const dataSource = await storeDataSource({
    url: database.serviceUrl,
    applicationName: 'spec',
  }).initialize();
  const identity = { origin: key.verifier.name, keys: [key] };
  const sealer = new Sealer({
    url: database.serviceUrl,
    identity,
    producer: new KeepingProducer(),
    everyMs: 20,
  });
  sealer.start();
  source = {
    client: database.client,
    store: new EventStore(dataSource),
    now: () => new Date('2026-11-24T10:00:00Z'),
    pause: async () => {
      await database.relayAll();
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
  close = async () => {
    await sealer.stop();
    await dataSource.destroy();
    await database[Symbol.asyncDispose]();
  };
});
afterAll(() => close());

const wish = (scope: Scope, more: Partial<ExportWish> = {}): ExportWish => ({
  scope,
  actor: 'user:ada',
  software: 'counterpart 0.1.0',
  keys,
  ...more,
});

const statements = async (): Promise<number> => {
  const sql = `select from event_store.events where type like 'TrailExported.%'`;
  return (await database.owner.query(sql)).rowCount ?? 0;
};

describe('an export from the store', () => {
  it('of a document holds its stream and verifies with the public key alone', async () => {
    await database.append(12);
    const files = await exportLog(source, wish(oneDocument));
    expect(verifyExport(files, { keys })).toMatchObject({
      ok: true,
      proven: { events: 4, statement: { actor: 'user:ada', time: '2026-11-24T10:00:00.000Z', logSize: 12 } },
    });
  });

  it('stands on the trail itself: the next export of the document holds that it was exported', async () => {
    const files = await exportLog(source, wish(oneDocument));
    expect(files.get('events.csv')?.toString()).toContain('Trail exported');
    expect(verifyExport(files, { keys })).toMatchObject({ ok: true, proven: { events: 5 } });
  });

  it('of a matter holds all its documents, while new events keep coming', async () => {
    const [files] = await Promise.all([exportLog(source, wish(wholeMatter)), database.append(30)]);
    const result = verifyExport(files, { keys });
    expect(result).toMatchObject({ ok: true, findings: [] });
    expect(result.ok && result.proven.streams.map(({ stream }) => stream)).toEqual([
      'matter-hartwell-77',
      'document-hartwell-2',
      'document-hartwell-3',
      'document-hartwell-1',
    ]);
  });

  it('of a document stays whole while that document keeps changing', async () => {
    const [files] = await Promise.all([exportLog(source, wish(oneDocument)), database.append(60)]);
    expect(verifyExport(files, { keys }).findings).toEqual([]);
  });

  it('shows that the log grew out of a checkpoint that somebody holds', async () => {
    const older = (await new AuditTables(database.client).checkpoint())?.note ?? '';
    await database.append(3);
    const held = [Buffer.from(older)];
    const without = await exportLog(source, wish(oneDocument));
    expect(verifyExport(without, { keys, held }).findings).toMatchObject([{ code: 'LOG_GROWTH_UNPROVEN' }]);
    const files = await exportLog(source, wish(oneDocument, { since: [older] }));
    expect(verifyExport(files, { keys, held }).findings).toEqual([]);
  });

  it.each<[string, Scope]>([
    ['a document that is not there', { kind: 'document', firm, document: DocumentId.parse('999') }],
    ['another firm’s matter', { ...wholeMatter, firm: FirmId.parse('others') }],
  ])('of %s is refused', async (_, scope) => {
    await expect(exportLog(source, wish(scope))).rejects.toMatchObject({ code: 'AUDIT_NOTHING_TO_EXPORT' });
  });

  it('with keys that are not the log’s states nothing', async () => {
    const before = await statements();
    const stranger = [generateKey(key.verifier.name).verifier];
    await expect(exportLog(source, wish(oneDocument, { keys: stranger }))).rejects.toMatchObject({
      code: 'AUDIT_SIGNATURE_MISSING',
    });
    expect(await statements()).toBe(before);
  });

  it('states nothing where the auditor does not seal, and says so', async () => {
    const before = await statements();
    await database.append(3);
    const pause = () => Promise.reject(new AuditError('AUDIT_NOT_SEALED', 'waited long enough'));
    await expect(exportLog({ ...source, pause }, wish(oneDocument))).rejects.toMatchObject({
      code: 'AUDIT_NOT_SEALED',
    });
    expect(await statements()).toBe(before);
  });

  it('of a firm holds every event of it, of all its streams, and verifies', async () => {
    const { rowCount } = await database.owner.query('select from event_store.events where firm = $1', [firm]);
    const files = await exportLog(source, wish({ kind: 'firm', firm }));
    expect(verifyExport(files, { keys })).toMatchObject({
      ok: true,
      proven: { events: rowCount, scope: { kind: 'firm', firm } },
    });
  });
});
