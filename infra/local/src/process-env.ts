import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { freePort } from './resources/free-port.js';
import { REPOSITORY, type Instance, type ServiceName } from './stack-options.js';

/** What a service’s process is started with, the same here and in a container; most need nothing. */
export function processEnv(name: ServiceName): Readonly<Record<string, string>> {
  const file = join(REPOSITORY, 'apps', name, 'process.env');
  if (!existsSync(file)) return {};
  const entries = Object.entries(parseEnv(readFileSync(file, 'utf8')));
  return Object.fromEntries(entries.map(([key, value]) => [key, value ?? '']));
}

/** Where a process answers operators and, of ingest, takes webhooks; Clio knows the address of the first one. */
export async function portsEnv(
  instance: Instance,
  operations: number,
  webhooks: string,
): Promise<Readonly<Record<string, string>>> {
  if (!instance.startsWith('ingest')) return { COUNTERPART_HTTP_PORT: String(operations) };
  const port = instance === 'ingest' ? new URL(webhooks).port : String(await freePort());
  return { COUNTERPART_HTTP_PORT: port, COUNTERPART_OPERATIONS_PORT: String(operations) };
}
