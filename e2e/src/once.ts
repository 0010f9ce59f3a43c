import { loadFirm, makeRunFolder, startStack, type StartWish } from '@counterpart/local';
import { say } from './say.js';
import { settleAloud } from './settle.js';
import { systemOf } from './system.js';
import { holds, verify } from './verify.js';

/** Nothing moving for so long means that it is stuck. */
const STALL_MS = 120_000;

/**
 * `npm start -- --once`: runs the whole system on free ports in a temporary folder, waits until nothing is pending,
 * compares, tears down. @returns the exit code: 0 only if Dropbox agrees with Clio
 */
export async function runOnce({ documents, seed, json }: StartWish): Promise<number> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('once');
  const called = callOffOnSignal();
  const stack = await startStack({
    folder,
    signal: called.off,
    clioRateLimit: null,
    say,
    onStatus: (name, status) => say(`${name} ${status}`),
    onDeath: (name, logEnd) => say(`${name} ended unexpectedly:\n${logEnd}`),
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  called.started();
  const stop = stopOnSignal(() => stack.stop().finally(remove));
  const system = systemOf(stack);
  try {
    say(`loading a firm with ${documents} documents`);
    const firm = await loadFirm(stack, { documents, seed });
    say(
      `${firm.documents} documents in Clio, ${Math.round(firm.bytes / 1e6)} MB; waiting until nothing is pending`,
    );
    await settleAloud(system, STALL_MS);
    const report = await verify(system, (performance.now() - began) / 1000);
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
    return holds(report) && firm.documents === documents ? 0 : 1;
  } finally {
    await system.trail.close();
    await stop();
  }
}

/** An interruption while the system starts calls the start off. */
function callOffOnSignal(): { readonly off: AbortSignal; readonly started: () => void } {
  const controller = new AbortController();
  const interrupted = (): void => controller.abort(new Error('interrupted'));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, interrupted);
  const started = (): void => signals.forEach((signal) => process.off(signal, interrupted));
  return { off: controller.signal, started };
}

/** Tears down once, whether the run ends or is interrupted. */
function stopOnSignal(tearDown: () => Promise<void>): () => Promise<void> {
  let tornDown: Promise<void> | undefined;
  const stop = (): Promise<void> => (tornDown ??= tearDown());
  const interrupted = (): void => void stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  return stop;
}
