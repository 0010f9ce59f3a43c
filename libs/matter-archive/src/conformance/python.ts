import { fileURLToPath } from 'node:url';
import { wallClock } from '../container/dos-time.js';
import { run } from './readers.js';
import { TIME_ZONE, type SampleArchive } from './sample-archives.js';

const SCRIPT = fileURLToPath(new URL('../../conformance/read_zip.py', import.meta.url));

/** What the script tells. */
interface PythonFinding {
  readonly entries: readonly {
    readonly path: string;
    readonly size: number;
    readonly time: readonly number[];
    readonly sha256: string;
  }[];
  /** Against Windows Explorer’s rules. */
  readonly faults: readonly string[];
}

export async function readWithPython(archive: SampleArchive): Promise<PythonFinding> {
  return JSON.parse(await run('python3', [SCRIPT, archive.file])) as PythonFinding;
}

/** Names in their order, bytes, and the header’s own time: the firm’s wall clock in steps of two seconds. */
export function comparePython({ entries }: PythonFinding, archive: SampleArchive): void {
  const clock = wallClock(TIME_ZONE);
  archive.expected.forEach(({ path, sha256, modified }, at) => {
    const found = entries[at];
    if (found?.path !== path) throw new Error(`entry ${at} is ${found?.path ?? 'not there'}, not ${path}`);
    if (found.sha256 !== sha256) throw new Error(`${path} has other bytes`);
    const wall = clock(modified);
    const date = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
    const time = [wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds() & ~1];
    if (found.time.join() !== [...date, ...time].join())
      throw new Error(`${path} has the time ${found.time.join()}`);
  });
  if (entries.length !== archive.expected.length + 2) throw new Error(`there are ${entries.length} entries`);
}
