import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A fresh folder for one run. It lies in the system’s temporary folder, because PostgreSQL, started by root, runs as
 * another user who must be able to reach it.
 */
export function makeRunFolder(name: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `counterpart-${name}-`));
  chmodSync(folder, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The folder of interactive runs: always the same, so that what a crashed one left is found and cleared. */
export function standingRunFolder(): string {
  const folder = join(tmpdir(), `counterpart-start-${process.getuid?.() ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}
