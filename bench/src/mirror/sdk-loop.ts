import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contestant } from './contest.js';
import { digestsOf, filesOf, writeCorpus } from './corpus.js';
import { callsBetween } from './dropbox-view.js';
import { watchCost } from './process-cost.js';
import { startDropbox } from './stage.js';

/** A loop’s rate does not depend on how many files there are; one by one, a corpus would take too long. */
const MOST_FILES = 100;
/** What `files/upload` takes in one call (files.stone), less a little. */
const MOST_BYTES = 150_000_000;

/** What most people write first: one file after another through the vendor’s own package. */
export const sdkLoop: Contestant = {
  name: 'dropbox SDK, plain loop',
  mirror: async (corpus, folder) => {
    const files = filesOf(corpus, 0, Math.min(corpus.files, corpus.bytes > MOST_BYTES ? 3 : MOST_FILES));
    const source = join(folder, 'corpus');
    await writeCorpus(files, source);
    const dropbox = await startDropbox(folder);
    try {
      const program = fileURLToPath(new URL('./sdk-program.js', import.meta.url));
      const before = await dropbox.view.calls();
      const began = performance.now();
      const child = spawn(process.execPath, [program, dropbox.view.url, source], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { NODE_EXTRA_CA_CERTS: dropbox.certificate },
      });
      const cost = watchCost({ loop: child.pid ?? 0 });
      const [status] = (await once(child, 'exit')) as [number | null];
      const seconds = (performance.now() - began) / 1000;
      if (status !== 0) throw new Error(`the SDK loop ended with ${String(status)}`);
      return {
        files: files.length,
        seconds,
        calls: callsBetween(before, await dropbox.view.calls()),
        cost: cost.end(),
        found: await dropbox.view.digests(),
        expected: digestsOf(files),
      };
    } finally {
      await dropbox.stop();
    }
  },
};
