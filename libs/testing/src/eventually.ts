import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until a probe gives something. The last look is after the limit: a machine that stood still until then still
 * passes.
 * @throws Error with the probe’s last failure; the limit is for hangs, not for speed
 */
export async function eventually<T>(
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 30_000 }: { readonly withinMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let failure: unknown;
  for (let last = false; !last;) {
    last = Date.now() >= deadline;
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      failure = error;
    }
    if (!last) await wait(25);
  }
  throw new Error(`did not come true within ${withinMs} ms`, { cause: failure });
}
