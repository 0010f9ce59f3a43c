import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { TOPICS } from '@counterpart/contracts';
import { KafkaBroker } from '@counterpart/eventing';
import { makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { httpLoad, type LoadResult } from '../load/http-load.js';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { documentHook } from './document-hook.js';
import { signedRequests } from './signed-requests.js';
import { UNLIMITED_HOOKS } from './unlimited-hooks.js';

/** How much is sent. */
export interface IntakeOptions {
  readonly requests: number;
  readonly connections: number;
}

const WARM_UP = 2000;

/**
 * Webhooks a second that ingest takes, each on all in-sync replicas before its 2xx, beside a bare node:http server
 * that only checks the signature. Both in processes of their own, on the same machine as broker and database.
 */
export async function intakeBench({ requests, connections }: IntakeOptions): Promise<BenchReport> {
  const { folder, remove } = makeRunFolder('bench-intake');
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    services: ['ingest'],
    serviceEnv: UNLIMITED_HOOKS,
  });
  try {
    const hook = await documentHook(stack);
    await httpLoad({ ...hook, connections, requests: signedRequests(hook, WARM_UP, 0) });
    const before = await recordsOn(stack);
    const ours = await httpLoad({ ...hook, connections, requests: signedRequests(hook, requests, WARM_UP) });
    const durable = (await recordsOn(stack)) - before;
    const bare = await bareRun({ requests, connections }, hook.secret);
    const holds =
      ours.statuses['200'] === requests && durable === requests && bare.statuses['200'] === requests;
    return {
      bench: 'intake',
      ours,
      durableRecords: durable,
      bare,
      ratio: Math.round((ours.perSecond / bare.perSecond) * 1000) / 1000,
      connections,
      machine: machine(),
      holds,
    };
  } finally {
    await stack.stop();
    remove();
  }
}

async function bareRun({ requests, connections }: IntakeOptions, secret: string): Promise<LoadResult> {
  const program = fileURLToPath(new URL('./bare-server.js', import.meta.url));
  const server = spawn(process.execPath, [program, secret], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const url = new URL((JSON.parse(line.toString()) as { url: string }).url);
  const target = { host: url.hostname, port: Number(url.port), path: '/', secret };
  try {
    await httpLoad({ ...target, connections, requests: signedRequests(target, WARM_UP, 0) });
    return await httpLoad({ ...target, connections, requests: signedRequests(target, requests, WARM_UP) });
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

async function recordsOn({ addresses }: Stack): Promise<number> {
  const broker = new KafkaBroker({ brokers: addresses.kafka.split(','), clientId: 'bench' });
  const admin = await broker.admin();
  const ends = await admin.endOffsets(TOPICS.deliveries.name);
  await admin.close();
  return [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
}
