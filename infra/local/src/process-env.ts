import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { REPOSITORY, type ServiceName } from './stack-options.js';

/** What a service’s process is started with, the same here and in a container; most need nothing. */
export function processEnv(name: ServiceName): Readonly<Record<string, string>> {
  const file = join(REPOSITORY, 'apps', name, 'process.env');
  if (!existsSync(file)) return {};
  const entries = Object.entries(parseEnv(readFileSync(file, 'utf8')));
  return Object.fromEntries(entries.map(([key, value]) => [key, value ?? '']));
}
