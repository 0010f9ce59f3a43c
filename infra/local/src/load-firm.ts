import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LocalError } from './resources/errors.js';
import type { Stack } from './stack.js';
import { REPOSITORY } from './stack-options.js';

/** What the firm’s loader reports at its end. */
export interface LoadedFirm {
  readonly matters: number;
  readonly documents: number;
  readonly bytes: number;
  readonly empty: number;
  readonly seconds: number;
}

/** How much is loaded. */
interface LoadOptions {
  readonly documents: number;
  readonly seed: number;
  /** Ends the loading. */
  readonly signal?: AbortSignal;
}

/** Loads the sample firm into Clio through Clio’s own API, in a process of its own. */
export function loadFirm(stack: Stack, options: LoadOptions): Promise<LoadedFirm> {
  const args = ['--clio', stack.addresses.clio, '--token', stack.clioToken, '--json'];
  const amount = ['--documents', String(options.documents), '--seed', String(options.seed)];
  const program = join(REPOSITORY, 'infra/firm/dist/main.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args, ...amount], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // The loader must not outlive us, however we end.
    const end = (): void => void child.kill('SIGTERM');
    process.once('exit', end);
    options.signal?.addEventListener('abort', end, { once: true });
    let [told, troubles] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (troubles = (troubles + chunk.toString()).slice(-4000)));
    child.on('error', reject);
    child.on('exit', (status) => {
      process.off('exit', end);
      const last = told.trimEnd().split('\n').at(-1) ?? '';
      if (status === 0) resolve(JSON.parse(last) as LoadedFirm);
      else reject(new LocalError('CHILD_DIED', `the firm could not be loaded:\n${troubles}`));
    });
  });
}
