import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until a probe gives something.
 * @throws Error with the probe’s last failure; the limit is for hangs, not for speed
 */
export async function eventually<T>(
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 30_000 }: { readonly withinMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let failure: unknown;
  while (Date.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      failure = error;
    }
    await wait(25);
  }
  throw new Error(`did not come true within ${withinMs} ms`, { cause: failure });
}
