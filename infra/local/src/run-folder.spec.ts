import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PidBook } from './resources/pid-book.js';
import { takeStandingFolder } from './run-folder.js';

let parent: string;
let said: string[];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'standing-'));
  said = [];
});
afterEach(() => rmSync(parent, { recursive: true }));

const take = (): string => takeStandingFolder((message) => void said.push(message), parent);

describe('takeStandingFolder', () => {
  it('leaves a run alone that still runs, and says which process it is', () => {
    const folder = take();
    writeFileSync(join(folder, 'data'), '');
    expect(take).toThrow(`RUNS_ALREADY: Counterpart runs here already (process ${process.pid})`);
    expect(existsSync(join(folder, 'data'))).toBe(true);
  });

  it('ends what a crashed run left, and only then clears its folder', async () => {
    const folder = take();
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(left, 'spawn');
    const ended = once(left, 'exit');
    new PidBook(join(folder, 'pids.json')).add(left.pid ?? 0);
    writeFileSync(
      join(folder, 'launcher.json'),
      JSON.stringify([{ pid: process.pid, began: 'another time' }]),
    );
    expect(take()).toBe(folder);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(said).toEqual(['Ended 1 process that a crashed run had left.']);
    expect(existsSync(join(folder, 'pids.json'))).toBe(false);
  });

  it('believes nothing that stands in a folder of somebody else’s making', () => {
    const trap = join(parent, 'trap');
    mkdirSync(trap);
    writeFileSync(join(trap, 'data'), '');
    symlinkSync(trap, join(parent, `counterpart-start-${process.getuid?.() ?? 'user'}`));
    expect(take).toThrow('FOLDER_NOT_OURS');
    expect(existsSync(join(trap, 'data'))).toBe(true);
  });
});
