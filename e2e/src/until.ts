import { setTimeout as wait } from 'node:timers/promises';
import { ObservationFailed } from './observe/get-json.js';

/** Between two looks. */
const LOOK_MS = 250;

/**
 * Waits until something is so.
 * @throws ObservationFailed when it is not within `patienceMs`
 */
export async function until(patienceMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new ObservationFailed(`nothing came within ${patienceMs / 1000} s`);
    await wait(LOOK_MS);
  }
}
