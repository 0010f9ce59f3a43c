import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalError } from './resources/errors.js';
import { PidBook } from './resources/pid-book.js';

/**
 * A fresh folder for one run. It lies in the system’s temporary folder, because PostgreSQL, started by root, runs as
 * another user who must be able to reach it.
 */
export function makeRunFolder(name: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `counterpart-${name}-`));
  chmodSync(folder, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * The folder of interactive runs: always the same, so that what a crashed one left is found, ended and cleared.
 * @throws LocalError RUNS_ALREADY, FOLDER_NOT_OURS
 */
export function takeStandingFolder(say: (message: string) => void, parent = tmpdir()): string {
  const folder = join(parent, `counterpart-start-${process.getuid?.() ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  assertOurs(folder);
  const launcher = join(folder, 'launcher.json');
  const runs = new PidBook(launcher).running();
  if (runs !== undefined) {
    const how = 'Stop it with Ctrl-C in its terminal, or use its addresses.';
    throw new LocalError('RUNS_ALREADY', `Counterpart runs here already (process ${runs}). ${how}`);
  }
  // What a crashed run left is ended before its data are taken from under it.
  const ended = new PidBook(join(folder, 'pids.json')).clearStale();
  if (ended > 0) say(`Ended ${ended} process${ended === 1 ? '' : 'es'} that a crashed run had left.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755 });
  new PidBook(launcher).add(process.pid);
  return folder;
}

/** The temporary folder is everybody’s: in a folder of another’s making stands whatever they like, pids to end too. */
function assertOurs(folder: string): void {
  const found = lstatSync(folder);
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  if (isOurs && found.isDirectory()) return;
  throw new LocalError('FOLDER_NOT_OURS', `${folder} was made by somebody else; remove it, or set TMPDIR.`);
}
