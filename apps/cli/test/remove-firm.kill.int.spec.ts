import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyExport } from '@counterpart/audit-log';
import { firmStream, standingStream } from '@counterpart/contracts';
import { eventually, rejectsWithCode } from '@counterpart/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFolders } from '../src/adapters/export-folders.js';
import { namedKeys } from '../src/adapters/named-keys.js';
import { HARTWELL, HOOK, openRemovalGround, REYES, SECRET, type RemovalGround } from './removal-ground.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** No process has it: Linux numbers them up to 2^22. */
const DEAD_PID = 2 ** 22 + 1;

let ground: RemovalGround;
beforeAll(async () => void (ground = await openRemovalGround()));
afterAll(() => ground.close());

const target = (): string => join(ground.folder, 'trail');
const half = (pid: number): string => join(ground.folder, `.trail.${pid}.half`);

const words = (): readonly string[] => {
  const wish = ['--firm', HARTWELL, '--confirm', HARTWELL, '--reason', 'has left', '--out', target()];
  return [PROGRAM, '--json', 'firms', 'remove', ...wish];
};

/** Begins a removal, and kills it when it stands where it has to. */
async function killWhen(stands: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, words(), { env: ground.env, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_, signal) => resolve(signal)),
  );
  await eventually(stands, { withinMs: 60_000 });
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
}

/** Runs a removal to its end. */
function remove(): Promise<object> {
  return new Promise((resolve) => {
    execFile(process.execPath, words(), { env: ground.env }, (_, told) =>
      resolve(JSON.parse(told) as object),
    );
  });
}

/**
 * Holds a lock of the hooks’ table while something is done. Neither mode writes anything: the trail is sealed only as far
 * as no older transaction that writes is open.
 * @param mode `share` stops who deletes; `access share` only who rewrites the table
 */
async function holding(
  mode: 'share' | 'access share',
  work: (holder: Client) => Promise<void>,
): Promise<void> {
  const holder = new Client(ground.env.COUNTERPART_MIGRATION_DATABASE_URL);
  await holder.connect();
  try {
    await holder.query(`begin; lock table ingest.hooks in ${mode} mode`);
    await work(holder);
  } finally {
    await holder.end();
  }
}

/** Whether a statement of a removal waits for the lock. */
const waitsFor = (statement: string) => async (): Promise<boolean> => {
  const { length } = await ground.owner.query<object[]>(
    `select 1 from pg_stat_activity where application_name = 'counterpart cli' and wait_event_type = 'Lock'
       and query like $1`,
    [`${statement}%`],
  );
  return length > 0;
};

/** No backend works on for a process that was killed. */
const noneWorks = async (): Promise<boolean> => {
  const { length } = await ground.owner.query<object[]>(
    `select 1 from pg_stat_activity where application_name = 'counterpart cli'`,
  );
  return length === 0;
};

const names = async (): Promise<readonly string[]> =>
  (await ground.store.readStream(standingStream(HARTWELL))).map(({ event }) => event.name);

const grant = () => ground.credentials.find({ firm: HARTWELL, vendor: 'clio' });

const hooks = async (): Promise<number> =>
  (await ground.owner.query<object[]>('select 1 from ingest.hooks')).length;

/** The longest test has one process that waits for the services to settle. */
describe('a removal that is killed', { timeout: 120_000 }, () => {
  it('before its export leaves the firm suspended, and every key', async () => {
    await killWhen(async () => (await names()).length > 0);
    expect(await names()).toEqual(['FirmSuspended']);
    expect(existsSync(target())).toBe(false);
    expect(await grant()).toMatchObject(SECRET);
  });

  it('between the export and the end of the destruction has destroyed nothing; halves of the dead are cleared', async () => {
    for (const pid of [DEAD_PID, process.pid]) mkdirSync(half(pid));
    writeFileSync(join(half(DEAD_PID), 'events.jsonl'), 'begun');
    await holding('share', async () => {
      await killWhen(waitsFor('delete from ingest.hooks'));
    });
    await eventually(noneWorks);
    expect(await names()).toEqual(['FirmSuspended']);
    expect(await grant()).toMatchObject(SECRET);
    expect(await hooks()).toBe(1);
    expect(await ground.rowsOf(HARTWELL)).toBe(3);
    expect(existsSync(target())).toBe(true);
    expect(readdirSync(ground.folder).filter((name) => name.endsWith('.half'))).toEqual([
      `.trail.${process.pid}.half`,
    ]);
  });

  it('between the destruction and the last clean-up has destroyed everything, with the first export', async () => {
    await holding('access share', async () => {
      await killWhen(waitsFor('vacuum full ingest.hooks'));
    });
    await eventually(noneWorks);
    expect(await names()).toEqual(['FirmSuspended', 'FirmRemoved']);
    expect(await grant()).toBeUndefined();
    expect(await hooks()).toBe(0);
    expect(await ground.rowsOf(HARTWELL)).toBe(0);
    await rejectsWithCode(ground.vaults.open(HOOK, ground.sealed), 'VAULT_KEY_DESTROYED');
    const exports = (await ground.store.readStream(firmStream(HARTWELL))).filter(
      ({ event }) => event.name === 'TrailExported',
    );
    expect(exports).toHaveLength(1);
    const keys = await namedKeys.read([ground.env.COUNTERPART_AUDIT_PUBLIC_KEYS]);
    expect(verifyExport(await exportFolders.read(target()), { keys, held: [] })).toMatchObject({ ok: true });
  });

  it('ends where it is run again, and rewrites the tables; the other firm keeps its own', async () => {
    const before = await fileOf('ingest.hooks');
    expect(await remove()).toMatchObject({ outcome: 'already' });
    expect(await fileOf('ingest.hooks')).not.toBe(before);
    expect(await ground.credentials.find({ firm: REYES, vendor: 'clio' })).toMatchObject(SECRET);
  });
});

/** A rewritten table has another file. */
async function fileOf(table: string): Promise<string> {
  const [row] = await ground.owner.query<{ file: string }[]>(`select pg_relation_filepath($1) as file`, [
    table,
  ]);
  return row?.file ?? '';
}
