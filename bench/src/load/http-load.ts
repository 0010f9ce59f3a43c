import { connect, type Socket } from 'node:net';
import { quantile } from './quantile.js';

/** What to send: complete HTTP/1.1 requests, made before the clock starts. */
export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  /** Requests in turn; each connection takes the next one when its answer is there. */
  readonly requests: readonly Buffer[];
}

/** What came back. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds from the first byte sent to the answer’s end. */
  readonly p50: number;
  readonly p99: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/**
 * Sends requests over keep-alive connections, one at a time on each, and times every answer. Bare sockets: a
 * client library would cost more than the servers it is to measure.
 */
export async function httpLoad(plan: LoadPlan): Promise<LoadResult> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  const take = (): Buffer | undefined => {
    const request = plan.requests[next];
    next += 1;
    return request;
  };
  const note = (status: string, milliseconds: number): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    latencies.push(milliseconds);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: plan.connections }, () => pump(plan, take, note)));
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    requests: latencies.length,
    seconds: round(seconds),
    perSecond: Math.round(latencies.length / seconds),
    p50: round(quantile(latencies, 0.5)),
    p99: round(quantile(latencies, 0.99)),
    statuses,
  };
}

function pump(
  plan: LoadPlan,
  take: () => Buffer | undefined,
  note: (status: string, milliseconds: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: plan.host, port: plan.port, noDelay: true });
    let sentAt = 0;
    let received = '';
    const send = (): void => {
      const request = take();
      if (request === undefined) {
        socket.end();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const end = answerEnd(received);
      if (end === undefined) return;
      note(received.slice(9, 12), performance.now() - sentAt);
      received = received.slice(end);
      send();
    });
  });
}

/** Where the first answer ends in what was received; undefined while it is incomplete. */
function answerEnd(received: string): number | undefined {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1];
  const end = head + 4 + Number(length ?? 0);
  return received.length >= end ? end : undefined;
}

const round = (value: number): number => Math.round(value * 100) / 100;
