import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A process of a run, and when it began: a pid alone may have gone to somebody else. */
interface Entry {
  readonly pid: number;
  readonly began: string;
}

/** When a process began, as the system tells it; undefined where there is none. */
function beganAt(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The processes of a run, written down so that the next run can clear what a crash left. */
export class PidBook {
  #entries: Entry[] = [];

  constructor(private readonly file: string) {}

  /** The process of this book that runs, if one does. */
  running(): number | undefined {
    return this.#read().find(({ pid, began }) => began !== '' && beganAt(pid) === began)?.pid;
  }

  /** Ends what a crashed run left behind, and nothing else. @returns how many processes were ended */
  clearStale(): number {
    let ended = 0;
    for (const { pid, began } of this.#read()) {
      if (beganAt(pid) !== began) continue;
      ended += 1;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself in the meantime.
      }
    }
    this.clear();
    return ended;
  }

  add(pid: number): void {
    this.#entries.push({ pid, began: beganAt(pid) ?? '' });
    this.#write();
  }

  remove(pid: number): void {
    this.#entries = this.#entries.filter((entry) => entry.pid !== pid);
    this.#write();
  }

  clear(): void {
    this.#entries = [];
    rmSync(this.file, { force: true });
  }

  #write(): void {
    writeFileSync(this.file, JSON.stringify(this.#entries));
  }

  #read(): readonly Entry[] {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Entry[];
    } catch {
      // No file, or one that a crash cut short: nothing that could be trusted.
      return [];
    }
  }
}
