import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Child } from './child.js';
import { PidBook } from './pid-book.js';
import { Reaper } from './reaper.js';

let folder: string;
let reaper: Reaper;
let deaths: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'child-'));
  reaper = new Reaper();
  deaths = [];
});
afterEach(() => {
  reaper.close();
  rmSync(folder, { recursive: true });
});

function child(script: string): Child {
  const pids = new PidBook(join(folder, 'pids.json'));
  const onDeath = (name: string, logEnd: string): void => void deaths.push(`${name}: ${logEnd}`);
  return new Child(
    { name: 'part', command: process.execPath, args: ['-e', script], logFile: join(folder, 'part.log') },
    { pids, reaper, onDeath },
  );
}

describe('a child process', () => {
  it('that dies by itself is told of with the end of its log', async () => {
    const part = child('console.log("the last words"); process.exit(3)');
    part.start();
    await part.ended();
    expect(part.logEnd()).toContain('the last words');
  });

  it('that dies before it is ready fails with its log', async () => {
    const part = child('console.error("no database"); process.exit(1)');
    part.start();
    await expect(part.until(() => false, 10_000)).rejects.toThrow(/CHILD_DIED[\s\S]*no database/);
    expect(deaths.join()).toContain('no database');
  });

  it('that is stopped dies silently, even when it does not listen', async () => {
    const part = child('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)');
    part.start();
    await part.until(() => readFileSync(join(folder, 'part.log'), 'utf8').includes('up'), 10_000);
    await part.stop(200);
    expect(part.isRunning).toBe(false);
    expect(deaths).toEqual([]);
  });
});

describe('what a crashed run left', () => {
  it('is ended at the next start, and nothing else', async () => {
    const mine = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => mine.once('exit', resolve));
    const file = join(folder, 'left.json');
    new PidBook(file).add(mine.pid ?? 0);
    const left = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; began: string }[];
    // Somebody else’s process that got a pid of ours: it began at another time.
    writeFileSync(file, JSON.stringify([...left, { pid: other.pid, began: 'Thu Jan  1 00:00:00 1970' }]));
    expect(new PidBook(file).clearStale()).toBe(1);
    await ended;
    expect(other.exitCode).toBeNull();
    other.kill('SIGKILL');
  });
});
