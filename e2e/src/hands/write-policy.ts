import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@counterpart/local';

/** Writes a policy into the run’s folder, as an operator keeps one. @returns its file */
export function writePolicy({ folder }: Stack, name: string, policy: object): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(policy));
  return file;
}
