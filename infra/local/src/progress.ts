import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { Stack } from './stack.js';

/** Shows one live line of progress until the signal. */
export async function showProgress(stack: Stack, signal: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: stack.addresses.database });
  await client.connect();
  // The database may go before us at the end; the line then simply stops.
  client.on('error', () => undefined);
  let last = '';
  while (!signal.aborted) {
    const line = await progressLine(client).catch(() => last);
    if (line !== last) show(line);
    last = line;
    await wait(1000, undefined, { signal }).catch(() => undefined);
  }
  await client.end().catch(() => undefined);
}

async function progressLine(client: Client): Promise<string> {
  const { rows } = await client.query<{ type: string; count: string }>(
    `select split_part(type, '.', 1) as type, count(*) from event_store.events group by 1`,
  );
  const counts = new Map(rows.map(({ type, count }) => [type, Number(count)]));
  const count = (type: string): number => counts.get(type) ?? 0;
  const events = [...counts.values()].reduce((sum, one) => sum + one, 0);
  return (
    `  ${count('DocumentAdded')} documents told, ${count('DocumentMirrored')} mirrored, ` +
    `${count('DocumentSkipped')} skipped, ${count('WorkDeadLettered')} given up; ${events} events`
  );
}

function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
  else process.stderr.write(`${line}\n`);
}
