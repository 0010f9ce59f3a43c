import { execFile } from 'node:child_process';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firmStream, standingStream } from '@counterpart/contracts';
import { rejectsWithCode } from '@counterpart/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountOf,
  HARTWELL,
  HOOK,
  openRemovalGround,
  REYES,
  SECRET,
  type RemovalGround,
} from './removal-ground.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let ground: RemovalGround;
beforeAll(async () => void (ground = await openRemovalGround()));
afterAll(() => ground.close());

const out = (name: string): string => join(ground.folder, name);

/** Runs the command line. */
function run(...words: readonly string[]): Promise<{ readonly code: number; readonly told: object }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, '--json', ...words], { env: ground.env }, (error, told) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, told: JSON.parse(told) as object });
    });
  });
}

const remove = (folder: string, confirm: string = HARTWELL) =>
  run('firms', 'remove', '--firm', HARTWELL, '--confirm', confirm, '--reason', 'has left', '--out', folder);

const names = async (): Promise<readonly string[]> =>
  (await ground.store.readStream(standingStream(HARTWELL))).map(({ event }) => event.name);

/** How often all of the firm was exported. */
const exportsOfFirm = async (): Promise<number> =>
  (await ground.store.readStream(firmStream(HARTWELL))).filter(({ event }) => event.name === 'TrailExported')
    .length;

/** Each run of the command line is a process; the longest test has three. */
const PATIENCE_MS = 180_000;

describe('counterpart firms remove', { timeout: PATIENCE_MS }, () => {
  it('does nothing where the firm’s id is not typed once more', async () => {
    const { code, told } = await remove(out('never'), REYES);
    expect([code, told]).toEqual([2, { error: expect.objectContaining({ code: 'WORDS_WRONG' }) as object }]);
    expect(await names()).toEqual([]);
  });

  it('destroys nothing where the folder holds no sound export of all of the firm', async () => {
    await run('audit', 'export', '--firm', HARTWELL, '--document', '501', '--out', out('document'));
    expect((await remove(out('document'))).told).toMatchObject({ error: { code: 'REMOVAL_EXPORT_UNFIT' } });
    cpSync(out('document'), out('damaged'), { recursive: true });
    writeFileSync(join(out('damaged'), 'events.jsonl'), 'changed');
    expect((await remove(out('damaged'))).told).toMatchObject({ error: { code: 'REMOVAL_EXPORT_UNFIT' } });
    expect(await names()).toEqual(['FirmSuspended']);
    expect(await ground.credentials.find({ firm: HARTWELL, vendor: 'clio' })).toBeDefined();
  });

  it('destroys nothing where more was told of the firm than its export holds', async () => {
    const { COUNTERPART_MIGRATION_DATABASE_URL: owner, COUNTERPART_DATABASE_URL: service } = ground.env;
    ground.env.COUNTERPART_MIGRATION_DATABASE_URL = service;
    expect((await remove(out('early'))).code).toBe(1);
    ground.env.COUNTERPART_MIGRATION_DATABASE_URL = owner;
    await run('audit', 'export', '--firm', HARTWELL, '--document', '501', '--out', out('after'));
    expect((await remove(out('early'))).told).toMatchObject({ error: { code: 'REMOVAL_EXPORT_UNFIT' } });
    expect(await names()).toEqual(['FirmSuspended']);
    expect(await ground.credentials.find({ firm: HARTWELL, vendor: 'clio' })).toBeDefined();
  });

  it('that ends between the export and the destruction leaves the export, and the firm as it was', async () => {
    const { COUNTERPART_MIGRATION_DATABASE_URL: owner, COUNTERPART_DATABASE_URL: service } = ground.env;
    ground.env.COUNTERPART_MIGRATION_DATABASE_URL = service;
    expect((await remove(out('trail'))).code).toBe(1);
    expect(existsSync(out('trail'))).toBe(true);
    expect(await ground.credentials.find({ firm: HARTWELL, vendor: 'clio' })).toBeDefined();
    ground.env.COUNTERPART_MIGRATION_DATABASE_URL = owner;
  });

  it('takes that export up, then destroys the key and all that it sealed; the other firm keeps its own', async () => {
    const { told } = await remove(out('trail'));
    expect(told).toMatchObject({ outcome: 'removed', shredded: { grants: 2, hooks: 1 } });
    expect(await names()).toEqual(['FirmSuspended', 'FirmRemoved']);
    expect(await exportsOfFirm()).toBe(2);
    const { told: verified } = await run('audit', 'verify', out('trail'));
    expect(verified).toMatchObject({ ok: true, proven: { scope: { kind: 'firm', firm: HARTWELL } } });
    const { credentials, vaults, sealed } = ground;
    for (const vendor of ['clio', 'dropbox'] as const) {
      expect(await credentials.find({ firm: HARTWELL, vendor })).toBeUndefined();
    }
    await rejectsWithCode(vaults.open(HOOK, sealed), 'VAULT_KEY_DESTROYED');
    await rejectsWithCode(
      credentials.connect({ firm: HARTWELL, vendor: 'clio' }, SECRET, accountOf(HARTWELL)),
      'VAULT_KEY_DESTROYED',
    );
    expect(await credentials.find({ firm: REYES, vendor: 'clio' })).toMatchObject(SECRET);
    expect(await ground.rowsOf(HARTWELL)).toBe(0);
    expect(await ground.rowsOf(REYES)).toBe(3);
  });

  it('says that it is done where it is run again, and exports nothing any more', async () => {
    expect((await remove(out('again'))).told).toMatchObject({ outcome: 'already', shredded: null });
    expect(existsSync(out('again'))).toBe(false);
    expect((await run('firms', 'resume', '--firm', HARTWELL, '--reason', 'x')).told).toMatchObject({
      outcome: 'removed',
    });
  });
});
