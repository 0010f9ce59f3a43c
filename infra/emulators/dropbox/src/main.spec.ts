import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('the program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line when ready and ends with 0 on %s',
    async (signal) => {
      const child = spawn(process.execPath, [MAIN, '--port', '0', '--access-token', 'fake-mine']);
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      await once(reader, 'line');
      const ready = JSON.parse(lines[0] ?? '') as { ready: boolean; url: string };
      expect(ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127/) as unknown });
      const answer = await fetch(`${ready.url}/2/check/user`, {
        method: 'POST',
        headers: { authorization: 'Bearer fake-mine', 'content-type': 'application/json' },
        body: '{}',
      });
      expect(answer.status).toBe(200);
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      expect([code, lines.length]).toEqual([0, 1]);
    },
  );

  it.each([
    ['a flag', ['--nonsense']],
    ['an answer to an open question', ['--listed-links', 'some']],
  ])('ends with 2 and its help when %s is wrong', async (_, args) => {
    const child = spawn(process.execPath, [MAIN, ...args]);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(2);
    expect(complaint).toContain('--port P');
  });
});
