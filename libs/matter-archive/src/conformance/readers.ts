import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SampleArchive } from './sample-archives.js';

const execute = promisify(execFile);

/** A program of other people that reads ZIP. */
export interface Reader {
  readonly name: string;
  readonly program: string;
  /** Debian’s package. */
  readonly package: string;
  readonly test: (archive: string) => readonly string[];
  /** Run in the folder into which it unpacks. */
  readonly unpack: (archive: string) => readonly string[];
}

export const READERS: readonly Reader[] = [
  {
    name: 'Info-ZIP unzip',
    program: 'unzip',
    package: 'unzip',
    test: (archive) => ['-tqq', archive],
    unpack: (archive) => ['-qq', archive],
  },
  {
    name: '7-Zip',
    program: '7zz',
    package: '7zip',
    test: (archive) => ['t', '-bsp0', archive],
    unpack: (archive) => ['x', '-bsp0', '-bso0', archive],
  },
  {
    name: 'bsdtar',
    program: 'bsdtar',
    package: 'libarchive-tools',
    test: (archive) => ['-tf', archive],
    unpack: (archive) => ['-xf', archive],
  },
];

/** Names are UTF-8 and times UTC, whatever the machine’s own settings. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
const MOST_OUTPUT = 64 * 2 ** 20;

export async function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const options = {
    env: ENVIRONMENT,
    maxBuffer: MOST_OUTPUT,
    timeout: 600_000,
    ...(cwd === undefined ? {} : { cwd }),
  };
  const { stdout, stderr } = await execute(program, args, options);
  // 7-Zip ends well with warnings about headers that contradict each other.
  if (/warning/iu.test(stderr + stdout)) throw new Error(`${program} warns:\n${stdout}${stderr}`);
  return stdout;
}

/** Unpacks and compares: the same files with the same bytes and, to the second, the same times. */
export async function unpackAndCompare(
  reader: Reader,
  archive: SampleArchive,
  folder: string,
): Promise<void> {
  await mkdir(folder);
  await run(reader.program, reader.unpack(archive.file), folder);
  const found = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  const own = 2; // Index and manifest.
  if (found.length !== archive.expected.length + own) throw new Error(`${found.length} files were unpacked`);
  for (const { path, sha256, modified } of archive.expected) {
    const file = join(folder, path);
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (digest !== sha256) throw new Error(`${path} has other bytes`);
    const seconds = Math.floor((await stat(file)).mtimeMs / 1000);
    if (seconds !== Math.floor(modified.getTime() / 1000)) throw new Error(`${path} has the time ${seconds}`);
  }
  await rm(folder, { recursive: true });
}
