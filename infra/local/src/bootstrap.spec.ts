import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BOOTSTRAP = fileURLToPath(new URL('../bootstrap.cjs', import.meta.url));

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bootstrap-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs it as a Node of that version would: the version is all it asks. */
function run(version: string, command: string): { readonly status: number | null; readonly stderr: string } {
  const pretend = join(folder, 'pretend.cjs');
  writeFileSync(pretend, `Object.defineProperty(process, 'version', { value: '${version}' });`);
  return spawnSync(process.execPath, ['--require', pretend, BOOTSTRAP, command], { encoding: 'utf8' });
}

describe('bootstrap', () => {
  it.each(['v0.12.18', 'v8.17.0', 'v16.20.2', 'v18.16.1'])(
    'tells %s what is needed, and does nothing',
    (old) => {
      const { status, stderr } = run(old, 'start');
      expect(status).toBe(2);
      expect(stderr).toContain(`NODE_TOO_OLD: this is Node ${old}`);
      expect(stderr).toContain('18.17 or later');
    },
  );

  it.each(['v18.17.0', 'v20.0.0', 'v26.1.0'])('goes on with %s', (enough) => {
    const { status, stderr } = run(enough, 'no-such-command');
    expect(status).toBe(2);
    expect(stderr).toBe('unknown command: no-such-command\n');
  });

  describe('installs alone', () => {
    const turn = (): string => join(folder, 'installing');
    const take = (): readonly string[] => ['-e', `require('${BOOTSTRAP}').takeTurn('${turn()}')`];
    const gone = (): number => spawnSync(process.execPath, ['-e', '']).pid;

    it.each([
      ['a killed command', (): void => writeFileSync(turn(), String(gone()))],
      ['an older version of it', (): void => mkdirSync(turn())],
    ])('without waiting for the turn that %s left', (_, leave) => {
      leave();
      const { pid, status, stderr } = spawnSync(process.execPath, take(), { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      expect(readFileSync(turn(), 'utf8')).toBe(String(pid));
    });

    it('when whoever installs now has ended, and says what it waits for', async () => {
      writeFileSync(turn(), String(process.pid));
      const waiting = spawn(process.execPath, take());
      const [said] = (await once(waiting.stderr, 'data')) as [Buffer];
      expect(said.toString()).toContain('waiting for it');
      rmSync(turn());
      expect(await once(waiting, 'exit')).toEqual([0, null]);
    });
  });
});
