import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import type { CallLog, LoggedCall } from '../call-log.js';
import type { FaultEffect, Origin } from '../fault-plan.js';
import type { Faults } from '../faults.js';
import { bodyLength, empty, json, type Reply } from './reply.js';
import { sendReply, type BodyDamage } from './send.js';

/** What a handler finds out about a call on the way, for the log. */
export interface CallTrace {
  route: string | null;
  tokenId: number | null;
  readonly dropped: string[];
}

/** One request on one origin. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly origin: Origin;
}

/** Answers one call of the vendor's surface under the fault plan, and logs it, also when it breaks off. */
export async function runUnderFaults(
  exchange: Exchange,
  { faults, log }: { faults: Faults; log: CallLog },
  answer: (trace: CallTrace) => Promise<Reply>,
): Promise<void> {
  const { request, response, url, origin } = exchange;
  const started = performance.now();
  const trace: CallTrace = { route: null, tokenId: null, dropped: [] };
  const effects = faults.strike({ method: request.method ?? 'GET', path: url.pathname, origin });
  let reply: Reply | null = null;
  try {
    if (has(effects, 'hold')) await faults.held();
    reply = await replyUnder(effects, trace, answer);
  } finally {
    log.record(logEntry(exchange, trace, { effects, started, status: reply?.status ?? null }));
  }
  // A body nobody read must still be taken in, or the client fails on writing before it sees the answer.
  if (!request.complete) request.resume();
  if (reply === null) request.socket.resetAndDestroy();
  else await sendReply(response, reply, damageOf(effects, reply, faults));
}

interface Outcome {
  readonly effects: readonly FaultEffect[];
  readonly started: number;
  readonly status: number | null;
}

/** The query of the second origin stays out: it carries signatures. */
function logEntry(
  { request, url, origin }: Exchange,
  trace: CallTrace,
  { effects, started, status }: Outcome,
): Omit<LoggedCall, 'seq' | 'time'> {
  return {
    ...trace,
    origin,
    status,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: origin === 'api' ? url.search.slice(1) : '',
    faults: effects.map((effect) => effect.kind),
    ms: Math.round((performance.now() - started) * 10) / 10,
  };
}

/** The answer, or null when the connection is to be cut in its place. */
async function replyUnder(
  effects: readonly FaultEffect[],
  trace: CallTrace,
  answer: (trace: CallTrace) => Promise<Reply>,
): Promise<Reply | null> {
  for (const effect of effects) if (effect.kind === 'latency') await delay(effect.ms);
  if (has(effects, 'reset-before')) return null;
  for (const effect of effects) {
    const instead = replyInstead(effect);
    if (instead !== null) return instead;
  }
  const reply = await answer(trace);
  return has(effects, 'reset-after') ? null : reply;
}

function has(effects: readonly FaultEffect[], kind: FaultEffect['kind']): boolean {
  return effects.some((effect) => effect.kind === kind);
}

/** The answer a fault gives without the call having any effect. */
function replyInstead(effect: FaultEffect): Reply | null {
  switch (effect.kind) {
    case 'status':
      if (effect.body === null) return empty(effect.code);
      return { ...json(effect.code, {}), body: Buffer.from(textOf(effect.body)) };
    case 'rate-limited':
      return rateLimited(effect.retryAfter);
    case 'expired-token':
      return expiredToken();
    default:
      return null;
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** 429 as Clio gives it. */
export function rateLimited(retryAfterSeconds: number, headers: Record<string, string> = {}): Reply {
  const message = 'Rate limit reached for this access token. Please wait and try again.';
  const all = { ...headers, 'Retry-After': String(retryAfterSeconds) };
  return json(429, { error: { type: 'RateLimited', message } }, all);
}

/** The flat 401 that every bad or expired token gets. */
export function expiredToken(): Reply {
  const description =
    'The access token provided is expired, revoked, malformed or invalid for other reasons.';
  return json(
    401,
    { error: 'invalid_token', error_description: description },
    { 'WWW-Authenticate': `Bearer realm="Clio", error="invalid_token", error_description="${description}"` },
  );
}

function damageOf(effects: readonly FaultEffect[], reply: Reply, faults: Faults): BodyDamage {
  const truncation = effects.find((effect) => effect.kind === 'truncate-body');
  const length = bodyLength(reply);
  return {
    ...(truncation === undefined ? {} : { truncateAt: Math.min(truncation.bytes, length) }),
    ...(has(effects, 'bit-flip') && length > 0 ? { flipAt: faults.position(length) } : {}),
  };
}
