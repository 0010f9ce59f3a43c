import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFileAt, verifyArchive } from '../index.js';
import { comparePython, readWithPython } from './python.js';
import { READERS, run, unpackAndCompare } from './readers.js';
import { awkwardArchive, beyondFourGigabytes, manyFiles, type SampleArchive } from './sample-archives.js';
import { Tally } from './tally.js';

/** Other people’s programs read what we write. Skips loudly where they cannot be had. */
const has = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).error === undefined;

/** Debian brings them all; only root may install them. */
function installMissing(): void {
  const missing = READERS.filter(({ program }) => !has(program, '--help')).map((reader) => reader.package);
  if (!has('python3', '--version')) missing.push('python3');
  if (missing.length === 0 || process.getuid?.() !== 0 || !has('apt-get', '--version')) return;
  process.stdout.write(`Installing ${missing.join(', ')} from Debian...\n`);
  has('apt-get', 'update', '-qq');
  has('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing);
}

const tally = new Tally();
installMissing();
const folder = mkdtempSync(join(tmpdir(), 'zip-conformance-'));
try {
  const awkward = await awkwardArchive(join(folder, 'awkward.zip'));
  const many = await manyFiles(join(folder, 'many.zip'), 66_000);
  const large = await beyondFourGigabytes(join(folder, 'large.zip'));
  const archives = [awkward, many, large];
  for (const archive of archives) {
    await tally.check(`our verifier: ${archive.name}`, async () => {
      const verification = await verifyArchive(await archiveFileAt(archive.file));
      if (verification.kind === 'broken') throw new Error(JSON.stringify(verification.faults));
    });
  }
  for (const reader of READERS) {
    if (!has(reader.program, '--help')) {
      tally.skip(reader.name, `it is not installed and could not be: apt-get install ${reader.package}`);
      continue;
    }
    for (const { name, file } of archives) {
      await tally.check(
        `${reader.name} tests: ${name}`,
        async () => void (await run(reader.program, reader.test(file))),
      );
    }
    await tally.check(`${reader.name} unpacks the same names, bytes and times`, () =>
      unpackAndCompare(reader, awkward, join(folder, reader.program)),
    );
  }
  if (has('python3', '--version')) await checkPython(archives);
  else
    tally.skip('Python’s zipfile and Explorer’s rules', 'python3 is not installed: apt-get install python3');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`\n${tally.toString()}\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;

async function checkPython(archives: readonly SampleArchive[]): Promise<void> {
  for (const archive of archives) {
    await tally.check(
      `Python reads the same names, bytes and times, fit for Explorer: ${archive.name}`,
      async () => {
        const finding = await readWithPython(archive);
        comparePython(finding, archive);
        if (finding.faults.length > 0) throw new Error(finding.faults.join('\n'));
      },
    );
  }
}
