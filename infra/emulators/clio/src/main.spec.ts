import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startClioEmulator } from './index.js';
import * as surface from './index.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('the program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line when ready and ends with 0 on %s',
    async (signal) => {
      const child = spawn(process.execPath, [MAIN, '--port', '0', '--access-token', 'fake-mine']);
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      await once(reader, 'line');
      const ready = JSON.parse(lines[0] ?? '') as { ready: boolean; url: string; downloads: string };
      expect(ready).toEqual({
        ready: true,
        url: expect.stringMatching(/^http:\/\/127/) as unknown,
        downloads: expect.any(String) as unknown,
      });
      const answer = await fetch(`${ready.url}/api/v4/users/who_am_i.json`, {
        headers: { Authorization: 'Bearer fake-mine' },
      });
      expect(answer.status).toBe(200);
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      expect([code, lines.length]).toEqual([0, 1]);
    },
  );

  it('ends with 2 and its help when the command line is wrong', async () => {
    const child = spawn(process.execPath, [MAIN, '--nonsense']);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(2);
    expect(complaint).toContain('--port P');
  });
});

describe('the package', () => {
  it('exports the start of an emulator and its defaults', () => {
    expect(Object.keys(surface).sort()).toEqual(['DEFAULT_OPTIONS', 'startClioEmulator']);
  });

  it('leaves nothing listening when one of its ports is taken', async () => {
    const first = await startClioEmulator();
    onTestFinished(() => first.close());
    const taken = Number(new URL(first.downloadUrl).port);
    const probe = await startClioEmulator();
    const port = Number(new URL(probe.url).port);
    await probe.close();
    await expect(startClioEmulator({ port, downloadPort: taken })).rejects.toThrow('EADDRINUSE');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });

  it('closes with a delivery, a handshake, a connection and half a request still open', async () => {
    const emulator = await startClioEmulator({ allowHttpWebhooks: true });
    const idle = await fetch(`${emulator.url}/_emulator/health`, { headers: { Connection: 'keep-alive' } });
    await idle.text();
    await fetch(`${emulator.url}/api/v4/webhooks.json`, {
      method: 'POST',
      headers: { Authorization: 'Bearer fake-clio-access-token', 'Content-Type': 'application/json' },
      body: JSON.stringify({ data: { url: 'http://127.0.0.1:9/none', model: 'document', fields: 'id' } }),
    });
    // The rest of it never comes: the server alone would wait for it longer than this test may take.
    const half = connect(Number(new URL(emulator.url).port), '127.0.0.1').on('error', () => undefined);
    await once(half, 'connect');
    half.write('POST /_emulator/faults HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n{');
    const dropped = new Promise<boolean>((resolve) => half.once('close', () => resolve(true)));
    await emulator.close();
    expect(await dropped).toBe(true);
  });
});
