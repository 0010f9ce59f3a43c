import { eventually } from '@counterpart/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { KeepingProducer, logDatabase, type LogDatabase } from './log-database.js';
import {
  generateKey,
  leafHash,
  openCheckpoint,
  proveConsistency,
  proveInclusion,
  rootOver,
  TiledNodes,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.js';
import { AuditTables, sealBatch, Sealer, type SealerFact, type SealerOptions } from '../src/postgres.js';

const key = generateKey('audit.hartwell.example/log');
const identity = { origin: 'audit.hartwell.example/log', keys: [key] };

let database: LogDatabase;
let tables: AuditTables;
beforeAll(async () => {
  database = await logDatabase();
  tables = new AuditTables(database.client);
});
afterAll(() => database[Symbol.asyncDispose]());

function startSealer(options: Partial<SealerOptions> = {}) {
  const [producer, facts] = [new KeepingProducer(), [] as SealerFact[]];
  const sealer = new Sealer({
    url: database.serviceUrl,
    identity,
    producer,
    everyMs: 20,
    observe: (fact) => facts.push(fact),
    ...options,
  });
  sealer.start();
  onTestFinished(() => sealer.stop());
  return { sealer, producer, facts };
}

const sealedAll = async (): Promise<void> => {
  await database.relayAll();
  const all = (await database.bodies()).length;
  await eventually(async () => (await tables.checkpoint())?.size === all);
};

/** @returns how many leaves there are once all is sealed and no sealer is at work */
async function sealedAndStopped(): Promise<number> {
  const { sealer } = startSealer();
  await sealedAll();
  await sealer.stop();
  return tables.countLeaves();
}

/** What one round seals, while no transaction of anybody keeps events from readers. */
async function sealedByOneRound(): Promise<number> {
  await eventually(async () => {
    const { rows } = await database.owner.query<{ yes: boolean }>(
      'select bool_and(tx < pg_snapshot_xmin(pg_current_snapshot())) as yes from event_store.events',
    );
    return rows[0]?.yes;
  });
  return sealBatch(database.client, await tables.edge(await tables.countLeaves()), identity, 100);
}

const rootOfStore = async (): Promise<Buffer> => rootOver((await database.bodies()).map(leafHash));

describe('the sealer', () => {
  it('seals every event in the readers’ order, publishes it, and each has its proof', async () => {
    await database.append(12);
    const { producer, facts } = startSealer();
    await sealedAll();
    await eventually(() => producer.records.length > 0);
    const opened = openCheckpoint(producer.notes.at(-1) ?? '', [key.verifier], identity.origin);
    expect(opened.size).toBe(12);
    expect(opened.root).toEqual(await rootOfStore());
    expect(producer.records[0]).toMatchObject({ topic: 'audit.checkpoints.v1', key: identity.origin });
    const nodes = new TiledNodes(tables, opened.size);
    for (const [leaf, body] of (await database.bodies()).entries()) {
      const proof = await proveInclusion(nodes, leaf, opened.size);
      verifyInclusion({ leafHash: leafHash(body), leaf, size: opened.size, proof }, opened.root);
    }
    expect(facts.filter(({ kind }) => kind === 'failed')).toEqual([]);
  });

  it('grows over tile borders, one leader of three, and every checkpoint begins with the one before', async () => {
    const sealers = [1, 2, 3].map(() => startSealer({ batch: 40 }));
    await database.append(300);
    await sealedAll();
    expect((await tables.checkpoint())?.root).toEqual(await rootOfStore());
    expect(sealers.filter(({ facts }) => facts.some(({ kind }) => kind === 'leading'))).toHaveLength(1);
    await eventually(async () => (await tables.unpublished(1)).length === 0);
    const notes = sealers.flatMap(({ producer }) => producer.notes);
    const checkpoints = notes.map((note) => openCheckpoint(note, [key.verifier], identity.origin));
    expect(checkpoints.length).toBeGreaterThan(3);
    const nodes = new TiledNodes(tables, await tables.countLeaves());
    for (const [index, newer] of checkpoints.entries()) {
      const older = checkpoints[index - 1];
      if (older === undefined) continue;
      const proof = await proveConsistency(nodes, older.size, newer.size);
      expect(() => verifyConsistency({ older, newer, proof })).not.toThrow();
    }
  });

  it('seals nothing that is not on the topics yet', async () => {
    const before = await sealedAndStopped();
    await database.owner.query(
      `update event_store.relay_cursors set tx = '0', position = 0 where owner = 'router'`,
    );
    await database.append(3);
    expect(await sealedByOneRound()).toBe(0);
    expect(await tables.countLeaves()).toBe(before);
    startSealer();
    await sealedAll();
    expect(await tables.countLeaves()).toBe(before + 3);
  });

  it('waits with what follows an event that is not on the topics yet, whoever wrote it', async () => {
    const before = await sealedAndStopped();
    const held = `update event_store.relay_cursors set tx = $1, position = $2 where owner = 'router'`;
    const { rows } = await database.owner.query<{ tx: string; position: string }>(
      'select tx, position from event_store.events order by tx desc, position desc limit 1',
    );
    await database.owner.query(held, [rows[0]?.tx, rows[0]?.position]);
    await database.owner.query(
      `update event_store.relay_cursors set tx = '9223372036854775807' where owner = 'uploader'`,
    );
    await database.append(2);
    await database.appendOfUploader();
    await database.append(1);
    expect(await sealedByOneRound()).toBe(0);
    expect(await tables.countLeaves()).toBe(before);
    startSealer();
    const { rows: first } = await database.owner.query<{ tx: string; position: string }>(
      'select tx, position from event_store.events order by tx, position offset $1 limit 1',
      [before],
    );
    await database.owner.query(held, [first[0]?.tx, first[0]?.position]);
    await eventually(async () => (await tables.countLeaves()) === before + 1);
    await sealedAll();
    expect((await tables.checkpoint())?.root).toEqual(await rootOfStore());
  });

  it('goes on where a session broke, without gap or fork', async () => {
    const { facts } = startSealer({ batch: 5 });
    for (let round = 0; round < 6; round += 1) {
      await database.append(7);
      await database.relayAll();
      await database.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'audit sealer' and datname = current_database()`,
      );
    }
    await sealedAll();
    expect(facts.some(({ kind }) => kind === 'failed')).toBe(true);
    expect((await tables.checkpoint())?.root).toEqual(await rootOfStore());
  });

  it('keeps a checkpoint that the broker did not take, and publishes it later', async () => {
    const producer = new KeepingProducer();
    producer.refusing = true;
    startSealer({ producer });
    await database.append(2);
    await sealedAll();
    expect(producer.records).toEqual([]);
    producer.refusing = false;
    await eventually(async () => (await tables.unpublished(1)).length === 0, { withinMs: 20_000 });
    const sizes = producer.notes.map((note) => openCheckpoint(note, [key.verifier], identity.origin).size);
    expect(sizes.at(-1)).toBe(await tables.countLeaves());
  });

  it('signs with both keys while they rotate; what the old one signed stays verifiable', async () => {
    const next = generateKey(identity.origin);
    const { producer } = startSealer({ identity: { ...identity, keys: [next, key] } });
    await database.append(1);
    await sealedAll();
    await eventually(() => producer.records.length > 0);
    for (const one of [key, next]) {
      const opened = openCheckpoint(producer.notes.at(-1) ?? '', [one.verifier], identity.origin);
      expect(opened.signers).toEqual([one.verifier]);
    }
  });

  it('cannot store a fork: of two that seal the same leaves one does', async () => {
    await database.append(1);
    await database.relayAll();
    // Transactions elsewhere on the server hold back what both see: then neither seals, and both try again.
    await eventually(async () => {
      const size = await tables.countLeaves();
      const [one, two] = [await tables.edge(size), await tables.edge(size)];
      const results = await Promise.allSettled([
        sealBatch(database.client, one, identity, 10),
        sealBatch(database.owner, two, identity, 10),
      ]);
      const sealed = results.reduce(
        (sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0),
        0,
      );
      expect(sealed).toBeLessThanOrEqual(1);
      return sealed === 1;
    });
    expect((await tables.checkpoint())?.root).toEqual(await rootOfStore());
  });

  it('signs leaves that a rebuild left unsigned', async () => {
    const size = await tables.countLeaves();
    await database.append(2);
    const { rows } = await database.owner.query<{ position: string; body: Buffer }>(
      'select position, body from event_store.events order by tx, position offset $1',
      [size],
    );
    await database.client.query(
      'insert into audit.leaves (leaf, position, hash) select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])',
      [
        rows.map((_, index) => size + index),
        rows.map(({ position }) => position),
        rows.map(({ body }) => leafHash(body)),
      ],
    );
    await database.client.query(
      `update event_store.projection_cursors set tx = pg_current_xact_id(), position = $1 where projection = 'audit.v1'`,
      [rows.at(-1)?.position],
    );
    startSealer();
    await eventually(async () => (await tables.checkpoint())?.size === size + 2);
    expect((await tables.checkpoint())?.root).toEqual(await rootOfStore());
  });
});

describe('the log’s tables', () => {
  const guarded = ['leaves', 'tiles', 'checkpoints', 'publications'];

  it.each(guarded)('%s refuse change to their owner and to the services', async (table) => {
    for (const sql of [`delete from audit.${table}`, `truncate audit.${table} cascade`]) {
      await expect(database.owner.query(sql)).rejects.toMatchObject({ code: '23001' });
      await expect(database.client.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('that were changed by force are never signed again', async () => {
    await database.owner.query('alter table audit.leaves disable trigger is_append_only');
    await database.owner.query(
      `update audit.leaves set hash = sha256('forged') where leaf = (select max(leaf) from audit.leaves)`,
    );
    const { facts } = startSealer();
    await eventually(() => facts.some((fact) => fact.kind === 'failed'));
    expect(facts.find((fact) => fact.kind === 'failed')).toMatchObject({ error: { code: 'AUDIT_FORK' } });
    const before = await tables.checkpoint();
    await database.append(1);
    await database.relayAll();
    const failures = () => facts.filter(({ kind }) => kind === 'failed').length;
    const known = failures();
    // Of two more attempts the second began after what was to be sealed was there.
    await eventually(() => failures() >= known + 2);
    expect(await tables.checkpoint()).toEqual(before);
  });
});
