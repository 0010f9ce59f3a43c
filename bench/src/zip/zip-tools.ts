import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { watchCost, type Cost } from '../mirror/process-cost.js';
import type { ZipCorpus } from './zip-corpus.js';

/** Somebody who packs a folder. */
export interface ZipTool {
  readonly name: string;
  /** The command that packs all of the folder in which it is run. Level 0 stores. */
  readonly command: (archive: string, level: number) => readonly [program: string, ...args: string[]];
}

/** One run, as a whole process. */
export interface ZipRun extends Pick<Cost, 'cpuSeconds' | 'peakMb'> {
  readonly seconds: number;
}

const OUR_PROGRAM = fileURLToPath(new URL('./our-zip.js', import.meta.url));

export const OURS: ZipTool = {
  name: 'ours',
  command: (archive, level) => [process.execPath, OUR_PROGRAM, '.', archive, String(level)],
};

export const INFO_ZIP: ZipTool = {
  name: 'Info-ZIP',
  command: (archive, level) => ['zip', '-q', '-r', `-${level}`, archive, '.'],
};

/** Info-ZIP told which types are compressed inside, as ours knows it. */
export const INFO_ZIP_SUFFIXES: ZipTool = {
  name: 'Info-ZIP -n',
  command: (archive, level) => [
    'zip',
    '-q',
    '-r',
    `-${level}`,
    '-n',
    '.docx:.xlsx:.jpeg:.jpg:.png',
    archive,
    '.',
  ],
};

/** 7-Zip counts levels in another way; 5 is its default, as 6 is zlib’s. */
export const SEVEN_ZIP: ZipTool = {
  name: '7-Zip',
  command: (archive, level) => [
    '7zz',
    'a',
    '-tzip',
    `-mx=${level === 6 ? 5 : level}`,
    '-bso0',
    '-bsp0',
    archive,
    '.',
  ],
};

/** True when the tool can be run here. */
export function isInstalled({ command }: ZipTool): boolean {
  return spawnSync(command('', 0)[0], ['--help'], { stdio: 'ignore' }).error === undefined;
}

/** Packs a corpus into an archive that was not there before. */
export async function pack(
  tool: ZipTool,
  corpus: ZipCorpus,
  archive: string,
  level: number,
): Promise<ZipRun> {
  await rm(archive, { force: true });
  const [program, ...args] = tool.command(archive, level);
  const began = performance.now();
  const child = spawn(program, args, { cwd: corpus.folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const cost = watchCost({ zip: child.pid ?? 0 });
  const [status] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`${tool.name} ended with ${String(status)}`);
  return { seconds, ...cost.end() };
}
