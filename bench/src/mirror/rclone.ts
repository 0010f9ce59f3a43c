import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startConnectProxy } from '@counterpart/emulator-dropbox/conformance';
import type { Contestant } from './contest.js';
import { digestsOf, filesOf, writeCorpus } from './corpus.js';
import { callsBetween } from './dropbox-view.js';
import { watchCost } from './process-cost.js';
import { startDropbox } from './stage.js';

/** Settings that rclone’s documentation recommends for many files. */
export interface RcloneMode {
  readonly name: string;
  readonly batchMode: 'sync' | 'async';
  readonly transfers: number;
}

/**
 * Debian’s rclone copies a folder. Its Dropbox backend has no address to set, so all it sends goes through a
 * CONNECT proxy that leads to the emulator.
 */
export const rclone = ({ name, batchMode, transfers }: RcloneMode): Contestant => ({
  name,
  mirror: async (corpus, folder) => {
    const source = join(folder, 'corpus');
    await writeCorpus(filesOf(corpus), source);
    const dropbox = await startDropbox(folder);
    const proxy = await startConnectProxy(dropbox.port);
    try {
      const before = await dropbox.view.calls();
      const began = performance.now();
      const options = ['--config', writeConfig(folder, batchMode), '--ca-cert', dropbox.certificate];
      const parallel = ['--transfers', String(transfers), '--checkers', String(transfers)];
      const child = spawn('rclone', [...options, ...parallel, 'copy', source, 'box:mirror'], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { PATH: '/usr/bin:/bin', HOME: folder, HTTPS_PROXY: proxy.url },
      });
      const cost = watchCost({ rclone: child.pid ?? 0 });
      const [status] = (await once(child, 'exit')) as [number | null];
      const seconds = (performance.now() - began) / 1000;
      if (status !== 0) throw new Error(`rclone ended with ${String(status)}`);
      return {
        files: corpus.files,
        seconds,
        calls: callsBetween(before, await dropbox.view.calls()),
        cost: cost.end(),
        found: await dropbox.view.digests(),
        expected: digestsOf(filesOf(corpus)),
      };
    } finally {
      proxy.close();
      await dropbox.stop();
    }
  },
});

function writeConfig(folder: string, batchMode: RcloneMode['batchMode']): string {
  const token = JSON.stringify({
    access_token: 'fake-dropbox-access-token',
    token_type: 'bearer',
    expiry: '2099-01-01T00:00:00Z',
  });
  const lines = ['[box]', 'type = dropbox', 'client_id = fake', 'client_secret = fake', `token = ${token}`];
  const file = join(folder, 'rclone.conf');
  writeFileSync(file, [...lines, `batch_mode = ${batchMode}`, ''].join('\n'));
  return file;
}
