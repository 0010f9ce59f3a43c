import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dumpRisk } from './crash-traces.js';

const BUILT = new URL('../dist/crash-traces.js', import.meta.url).href;
const SECRET = 'fake-master-key-in-the-environment';

const limits = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax core file size        ${soft}                    unlimited            bytes\n`;

describe('a crash', () => {
  it.each([
    ['0', 'core', null],
    ['unlimited', 'core', /allowed/],
    ['4096', '/var/crash/%p', /allowed/],
    ['0', '|/usr/lib/systemd/systemd-coredump %P', /program/],
  ])('with a limit of %s and the pattern %s', (soft, pattern, risk) => {
    const found = dumpRisk({ limits: limits(soft), pattern });
    if (risk === null) expect(found).toBeNull();
    else expect(found).toMatch(risk);
  });

  it('is a risk where nobody says that it is none', () => {
    expect(dumpRisk({ limits: '', pattern: 'core' })).not.toBeNull();
  });

  it.each(['SIGSEGV', 'SIGABRT'] as const)('by %s leaves no file of the memory', async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'crash-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const words = [
      '-c',
      `ulimit -c 0; exec "$0" -e "console.log('up'); setInterval(() => {}, 1000)"`,
      process.execPath,
    ];
    const child = spawn('/bin/sh', words, {
      cwd: folder,
      env: { SECRET },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a diagnostic report', () => {
  const report = async (before: string): Promise<string> => {
    const program = `const m = await import('${BUILT}'); ${before}; console.log(JSON.stringify(process.report.getReport()))`;
    const words = ['--input-type=module', '-e', program];
    return (await promisify(execFile)(process.execPath, words, { env: { SECRET } })).stdout;
  };

  it('holds no secret of the environment, which it else does', async () => {
    expect(await report('m.keepReportsClean()')).not.toContain(SECRET);
    expect(await report('')).toContain(SECRET);
  });
});
