import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Ends the run’s processes when the launcher dies without a word, even by SIGKILL: a small process that listens on
 * a pipe; when the pipe closes before `bye`, everything that was named to it is ended.
 */
export class Reaper {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'reap'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#child.unref();
    // The pipe may be gone when the reaper was killed itself; there is nobody left to tell then.
    this.#child.stdin?.on('error', () => undefined);
  }

  watch(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`);
  }

  forget(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`);
  }

  close(): void {
    this.#child.stdin?.end('bye\n');
  }
}

function reap(): void {
  const watched = new Set<number>();
  let dismissed = false;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line === 'bye') dismissed = true;
    else if (line.startsWith('+')) watched.add(Number(line.slice(1)));
    else watched.delete(Number(line.slice(1)));
  });
  lines.on('close', () => {
    for (const pid of dismissed ? [] : watched) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended before us.
      }
    }
  });
}

if (process.argv[2] === 'reap') reap();
