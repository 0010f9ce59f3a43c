import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSampleLog } from './sample-log.js';

/*
 * Other people’s programs verify what we write: the Go project’s sumdb packages, and Python’s standard library. Skips
 * loudly where they cannot be had.
 */

/** Crosses tile borders at both levels: 19 full tiles of leaves and a partial one. */
const LEAVES = 5_000;
const GO = fileURLToPath(new URL('../../conformance/go', import.meta.url));
const PYTHON = fileURLToPath(new URL('../../conformance/verify_export.py', import.meta.url));

const counts = { passed: 0, failed: 0, skipped: 0 };
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function skip(what: string, why: string): void {
  counts.skipped += 1;
  say(`\n!!!! SKIPPED: ${what}\n!!!! ${why}\n`);
}

/** Runs a program that tells each of its checks in a line, and counts them. */
function check(language: string, command: string, words: readonly string[]): void {
  const run = spawnSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = run.stdout.trim().split('\n');
  for (const line of lines) {
    const holds = line.startsWith('ok ');
    counts[holds ? 'passed' : 'failed'] += 1;
    say(`${holds ? 'ok   ' : 'FAIL '} ${language}: ${line.replace(/^(ok|FAIL) /, '')}`);
  }
  if (run.status === 0 && lines.every((line) => line.startsWith('ok '))) return;
  counts.failed += 1;
  say(`FAIL  ${language}: it ended with ${String(run.status)}\n${run.stderr}`);
}

const succeeds = (command: string, words: readonly string[], cwd?: string): boolean =>
  spawnSync(command, words, { stdio: 'ignore', ...(cwd === undefined ? {} : { cwd }) }).status === 0;

function checkWithGo(folder: string): void {
  if (!succeeds('go', ['version'])) {
    skip('Go’s sumdb packages', 'go is not installed');
    return;
  }
  const program = join(folder, 'audit-conformance');
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: GO, encoding: 'utf8' });
  if (built.status === 0) check('go', program, [folder]);
  else if (succeeds('go', ['mod', 'download'], GO)) check('go', 'go', ['-C', GO, 'build', '.']);
  else skip('Go’s sumdb packages', `golang.org/x/mod cannot be fetched:\n${built.stderr}`);
}

function checkWithPython(folder: string): void {
  if (!succeeds('python3', ['--version'])) {
    skip('Python', 'python3 is not installed');
    return;
  }
  const hasSignatures = succeeds('python3', ['-c', 'import cryptography']);
  if (!hasSignatures) {
    skip(
      'Ed25519 in Python',
      'the package cryptography is not installed: python3 -m pip install cryptography',
    );
  }
  check('python', 'python3', [PYTHON, folder, ...(hasSignatures ? ['--signatures'] : [])]);
}

const folder = mkdtempSync(join(tmpdir(), 'audit-conformance-'));
try {
  await writeSampleLog(folder, LEAVES);
  checkWithGo(folder);
  checkWithPython(folder);
} finally {
  rmSync(folder, { recursive: true });
}
say(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
