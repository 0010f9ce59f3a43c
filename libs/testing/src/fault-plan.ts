import { emulatorAdmin } from './emulator-admin.js';
import { eventually } from './eventually.js';

/** A rule of an emulator’s fault plan, as the emulator takes it. */
interface PlannedFault {
  readonly [field: string]: unknown;
  /** That it strikes is not what its test is about. */
  readonly mayMiss?: true;
}

/** Replaces the fault plan of an emulator; no rules clear it. */
export type FaultPlan = (...rules: readonly PlannedFault[]) => Promise<void>;

interface Reported {
  readonly struck: number;
}

/**
 * Plans faults on an emulator. A rule that never struck proves nothing: the test that planned it fails, when the plan is
 * replaced or when the test is over.
 * @param url the emulator’s address @param atEnd does something when the test is over, before the emulator ends
 */
export function faultPlan(url: string, atEnd: (check: () => Promise<void>) => void): FaultPlan {
  let planned: readonly PlannedFault[] = [];
  const allStruck = async (): Promise<void> => {
    const rules = planned;
    planned = [];
    if (rules.length === 0) return;
    const reported = await call(url, 'GET');
    const missed = rules.filter(({ mayMiss }, index) => mayMiss !== true && reported[index]?.struck === 0);
    if (missed.length > 0) throw new Error(`planned faults never struck: ${JSON.stringify(missed)}`);
  };
  return async (...rules) => {
    await allStruck();
    await call(url, 'PUT', { rules: rules.map((rule) => ({ ...rule, mayMiss: undefined })) });
    planned = rules;
    if (rules.length > 0) atEnd(allStruck);
  };
}

/**
 * Waits until every rule of an emulator’s plan struck at least once. A test that aborts a call the fault holds up waits
 * for this first: a timer may end the call before it came to the emulator.
 * @param url the emulator’s address
 */
export async function untilStruck(url: string): Promise<void> {
  await eventually(async () => (await call(url, 'GET')).every(({ struck }) => struck > 0));
}

async function call(url: string, method: string, body?: object): Promise<readonly Reported[]> {
  const told = await emulatorAdmin(url)<{ readonly rules: readonly Reported[] }>(method, 'faults', body);
  return told.rules;
}
