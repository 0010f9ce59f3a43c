import type { Policy } from '@counterpart/contracts';
import { readPolicyFile, type FileFault } from '@counterpart/policies';
import type { NamedFiles } from './check-policy.ports.js';

/** What a look at a policy file found. */
export type CheckedFile =
  | {
      readonly ok: true;
      readonly file: string;
      readonly policy: Policy;
      /** Version that the file says it was made from. */
      readonly madeFrom: number | undefined;
    }
  | { readonly ok: false; readonly file: string; readonly faults: readonly FileFault[] };

/** Reads a policy file and says what is wrong with it, by line and field. */
export async function checkPolicyFile(files: NamedFiles, file: string): Promise<CheckedFile> {
  const read = readPolicyFile(await files.read(file));
  return read.ok
    ? { ok: true, file, policy: read.policy, madeFrom: read.madeFrom }
    : { ok: false, file, faults: read.faults };
}
