import { FirmId } from '@counterpart/contracts';
import fc from 'fast-check';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PostgresParkingLot, type ParkedRecord } from '../src/index.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
let lot: PostgresParkingLot;
beforeAll(async () => {
  stage = await openStage('memory');
  lot = new PostgresParkingLot(stage.pool);
});
afterAll(() => stage.close());

const AT = [{ topic: 't', partition: 0 }];
const NOW = new Date('2026-05-01T12:00:00Z');
const FIRMS = ['hartwell', 'reyes', 'stone'].map((name) => FirmId.parse(name));

/** A row to be parked; its time in hours from now. */
interface Row {
  readonly firm: FirmId;
  readonly matter: number;
  readonly sub: string | null;
  readonly state: 'waiting' | 'dead';
  readonly partition: number;
  readonly hours: number;
}

const aRow = fc.record<Row>({
  firm: fc.constantFrom(...FIRMS),
  matter: fc.integer({ min: 1, max: 3 }),
  sub: fc.constantFrom('a', 'b', null),
  state: fc.constantFrom('waiting', 'waiting', 'waiting', 'dead'),
  partition: fc.constantFrom(0, 0, 0, 1),
  hours: fc.constantFrom(-2, -1, 1),
});

/** Puts rows into the lot. @returns their ids, in order */
async function fill(group: string, rows: readonly Row[]): Promise<readonly bigint[]> {
  const ids: bigint[] = [];
  for (const [offset, { firm, matter, sub, state, partition, hours }] of rows.entries()) {
    const due = new Date(NOW.getTime() + hours * 3_600_000);
    const key = `${firm}/${matter}`;
    const { rows: added } = await stage.pool.query<{ id: string }>(
      `insert into eventing.parked
         (consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, headers, record_time, state, tries, due_at)
       values ($1, 't', $2, $3, $4, $5, $6, '{}', 0, $7, 1, $8) returning id`,
      [group, partition, offset, `t/${partition}/${key}`, sub, key, state, due],
    );
    for (const { id } of added) ids.push(BigInt(id));
  }
  return ids;
}

const meet = (one: Row, other: Row): boolean =>
  one.firm === other.firm &&
  one.matter === other.matter &&
  one.partition === other.partition &&
  (one.sub === other.sub || one.sub === null || other.sub === null);

const sameLane = (one: Row, other: Row): boolean => meet(one, other) && one.sub === other.sub;

/** Whether something before a row has it wait: what is given up holds its own sub-lane, what waits behind that is stuck like it. */
function isHeld(rows: readonly Row[], at: number, afterDeath: 'hold' | 'release'): boolean {
  const row = rows[at]!;
  return rows.slice(0, at).some((one, place) => {
    if (!meet(one, row)) return false;
    const dies = (other: Row): boolean => other.state === 'dead' && other.sub !== null;
    if (one.state === 'dead') return afterDeath === 'hold' && sameLane(one, row) && dies(one);
    const isStuck =
      afterDeath === 'hold' && rows.slice(0, place).some((other) => sameLane(other, one) && dies(other));
    return !isStuck || sameLane(one, row);
  });
}

const idsOf = (records: readonly ParkedRecord[]): readonly bigint[] => records.map(({ id }) => id);

describe('the parking lot', () => {
  it('gives what is due at the head of its lane: firms by turns, the first of each whatever the limit', async () => {
    const afterDeaths = fc.constantFrom<'hold' | 'release'>('hold', 'release');
    const limits = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(aRow, { maxLength: 24 }),
        afterDeaths,
        limits,
        async (rows, afterDeath, limit) => {
          const group = stage.group();
          const ids = await fill(group, rows);
          const heads = rows
            .map((row, index) => ({ row, id: ids[index] ?? 0n }))
            .filter(({ row }) => row.state === 'waiting' && row.partition === 0 && row.hours < 0)
            .filter(({ id }) => !isHeld(rows, ids.indexOf(id), afterDeath))
            .toSorted((one, other) => one.row.hours - other.row.hours || Number(one.id - other.id));
          const byFirm = Map.groupBy(heads, ({ row }) => row.firm);
          const inTurn = [...byFirm.values()]
            .flatMap((own) => own.map((head, nth) => ({ ...head, nth })))
            .toSorted(
              (one, other) =>
                one.nth - other.nth || one.row.hours - other.row.hours || Number(one.id - other.id),
            );
          const expected = inTurn.filter(({ nth }, place) => nth === 0 || place < limit).map(({ id }) => id);
          const look = { now: NOW, afterDeath, limit, except: [], running: [] };
          expect(idsOf(await lot.due(group, AT, look))).toEqual(expected);
          const [running, ...others] = inTurn;
          const looked = await lot.due(group, AT, {
            ...look,
            limit: 99,
            running: running ? [running.id] : [],
          });
          expect(new Set(idsOf(looked))).toEqual(new Set(others.map(({ id }) => id)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds the head of a lane in which twenty thousand follow: what it takes grows with them, not with their square', async () => {
    const group = stage.group();
    await stage.pool.query(
      `insert into eventing.parked
         (consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, headers, record_time, state, tries, due_at)
       select $1, 't', 0, n, 't/0/hartwell/5', '', 'hartwell/5', '{}', 0, 'waiting', 0, to_timestamp(0)
       from generate_series(1, 20000) as n`,
      [group],
    );
    const look = { now: NOW, afterDeath: 'hold', limit: 4, except: [], running: [] } as const;
    const due = await lot.due(group, AT, look);
    expect(due.map(({ record }) => record.offset)).toEqual([1n]);
  });

  it('gives what is behind a record in its lane, nearest first, and what holds it there', async () => {
    const afterDeaths = fc.constantFrom<'hold' | 'release'>('hold', 'release');
    const limits = fc.integer({ min: 1, max: 9 });
    const some = fc.array(aRow, { minLength: 1, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(some, afterDeaths, limits, async (rows, afterDeath, limit) => {
        const group = stage.group();
        const ids = await fill(group, rows);
        const [head] = rows;
        const all = rows.flatMap((row, index) =>
          index > 0 && meet(head!, row) ? [{ row, id: ids[index] }] : [],
        );
        const held = all.filter(
          ({ row }) => row.state === 'waiting' || (afterDeath === 'hold' && row.sub !== null),
        );
        const { firm, matter, sub, partition } = head!;
        const lane = { key: `t/${partition}/${firm}/${matter}`, sub };
        const found = await lot.behind({ id: ids[0]!, group, lane } as ParkedRecord, { afterDeath, limit });
        expect(idsOf(found)).toEqual(held.slice(0, limit).map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['DROPBOX_FULL', [0]],
    ['DROPBOX_UNAUTHORISED', [0, 1]],
  ] as const)('resumes what awaits %s, and nothing that waits by its schedule', async (code, resumed) => {
    const group = stage.group();
    const [firm] = FIRMS;
    const row = { firm: firm!, sub: 'a', state: 'waiting', partition: 0, hours: 1 } as const;
    const ids = await fill(group, [
      { ...row, matter: 1 },
      { ...row, matter: 2 },
    ]);
    const own = 'update eventing.parked set code = $1, tries = $2 where id = $3';
    for (const [tries, id] of ids.entries()) await stage.pool.query(own, [code, tries, String(id)]);
    await stage.transact((tx) => lot.resume(tx, { group, firm: firm!, code }, NOW), firm);
    const look = { now: NOW, afterDeath: 'hold', limit: 9, except: [], running: [] } as const;
    expect(idsOf(await lot.due(group, AT, look))).toEqual(resumed.map((tries) => ids[tries]));
  });

  it('says which of the records that are done were there', async () => {
    const row = { firm: FIRMS[0]!, matter: 1, sub: 'a', state: 'waiting', partition: 0, hours: -1 } as const;
    const [first, second] = await fill(stage.group(), [row, row]);
    const released = await stage.transact((tx) => lot.release(tx, [first!]));
    expect(released).toEqual(new Set([first]));
    const again = await stage.transact((tx) => lot.release(tx, [first!, second!]));
    expect(again).toEqual(new Set([second]));
  });

  it('is not looked into on a server that only reads since another took over: its connections are left', async () => {
    const pool = new Pool({ connectionString: stage.databaseUrl, max: 1 });
    onTestFinished(() => pool.end());
    const found = new PostgresParkingLot(pool);
    const looks = [
      () => found.heldLanes('left', AT, 'hold'),
      () => found.due('left', AT, { now: NOW, afterDeath: 'hold', limit: 1, except: [], running: [] }),
    ];
    for (const look of looks) {
      await pool.query('set session characteristics as transaction read only');
      await expect(look()).rejects.toMatchObject({ name: 'InfrastructureUnavailable', part: 'postgres' });
      expect(await look()).toEqual([]);
    }
  });
});
