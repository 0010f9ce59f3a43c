import type { IncomingMessage } from 'node:http';

import { ApiError } from '../api-error.js';
import { FaultPlanError } from '../fault-plan.js';
import { empty, json, type Reply } from '../http/reply.js';
import { readBody } from '../http/request-body.js';
import type { EmulatorCore } from '../emulator-core.js';
import {
  advanceClock,
  changeTokens,
  changeWebhooks,
  enterUser,
  planArchives,
  planUploads,
  switchBlackout,
} from './admin-actions.js';
import {
  deliveriesReport,
  documentsReport,
  mattersReport,
  tokensReport,
  versionContent,
  webhooksReport,
} from './reports.js';

/** A parsed admin call. */
interface AdminCall {
  readonly url: URL;
  readonly params: readonly string[];
  readonly body: unknown;
}

interface AdminRoute {
  readonly method: string;
  readonly path: RegExp;
  answer(core: EmulatorCore, call: AdminCall): Reply;
}

const ROUTES: readonly AdminRoute[] = [
  { method: 'GET', path: /^health$/, answer: () => json(200, { status: 'ok' }) },
  {
    method: 'GET',
    path: /^calls$/,
    answer: ({ log }, { url }) => plain({ calls: log.after(Number(url.searchParams.get('after') ?? 0)) }),
  },
  { method: 'GET', path: /^calls\/summary$/, answer: ({ log }) => plain(log.summary()) },
  {
    method: 'GET',
    path: /^documents$/,
    answer: ({ office }) => plain({ documents: documentsReport(office.book) }),
  },
  {
    method: 'GET',
    path: /^documents\/(\d+)\/versions\/(\d+)\/content$/,
    answer: ({ office }, { params }) => versionContent(office, Number(params[0]), Number(params[1])),
  },
  {
    method: 'GET',
    path: /^matters$/,
    answer: ({ office }) => plain({ matters: mattersReport(office.book) }),
  },
  { method: 'GET', path: /^webhooks$/, answer: ({ office }) => plain({ webhooks: webhooksReport(office) }) },
  { method: 'GET', path: /^deliveries$/, answer: ({ office }) => plain(deliveriesReport(office)) },
  { method: 'GET', path: /^faults$/, answer: ({ faults }) => json(200, { rules: faults.report() }) },
  {
    method: 'PUT',
    path: /^faults$/,
    answer: ({ faults }, { body }) => {
      faults.replace(body);
      return json(200, { rules: faults.report() });
    },
  },
  {
    method: 'DELETE',
    path: /^faults$/,
    answer: ({ faults }) => {
      faults.clear();
      return empty(204);
    },
  },
  { method: 'GET', path: /^tokens$/, answer: ({ office }) => plain({ tokens: tokensReport(office.tokens) }) },
  { method: 'POST', path: /^tokens$/, answer: ({ office }, { body }) => changeTokens(office, body) },
  { method: 'POST', path: /^users$/, answer: ({ office }, { body }) => enterUser(office, body) },
  { method: 'POST', path: /^webhooks$/, answer: ({ office }, { body }) => changeWebhooks(office, body) },
  { method: 'PUT', path: /^blackout$/, answer: ({ office }, { body }) => switchBlackout(office, body) },
  { method: 'PUT', path: /^archives$/, answer: ({ office }, { body }) => planArchives(office, body) },
  { method: 'PUT', path: /^uploads$/, answer: ({ office }, { body }) => planUploads(office, body) },
  { method: 'POST', path: /^clock$/, answer: ({ clock }, { body }) => advanceClock(clock, body) },
];

/** A report is data for tests and tools, not the vendor's JSON. */
function plain(report: object): Reply {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(report)),
  };
}

/** Answers a call below `/_emulator/`; from loopback only. */
export async function answerAdmin(core: EmulatorCore, request: IncomingMessage, url: URL): Promise<Reply> {
  if (!isLoopback(request.socket.remoteAddress))
    return json(403, { error: 'admin routes answer loopback only' });
  const path = url.pathname.slice('/_emulator/'.length);
  const body = await readBody(request);
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(path) : null;
    if (match !== null)
      return answerSafely(() => route.answer(core, { url, params: match.slice(1), body: parsed(body) }));
  }
  return json(404, { error: `no admin route ${request.method ?? ''} ${url.pathname}` });
}

function answerSafely(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof FaultPlanError || error instanceof SyntaxError)
      return json(400, { error: error.message });
    if (error instanceof ApiError) return error.toReply();
    throw error;
  }
}

function parsed(body: Buffer): unknown {
  return body.byteLength === 0 ? undefined : JSON.parse(body.toString('utf8'));
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
