import { randomUUID } from 'node:crypto';
import type { ClioClient } from '@counterpart/clio-client';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const PATIENCE_MS = 10_000;

/** What stands between a firm’s `webhookUrl` and the token of a hook. */
const PATH = '/webhooks/clio/';

/** The most of the firm’s hooks that are knocked at; ingest keeps three. */
const MOST_HOOKS = 6;

/**
 * Whether Clio can deliver to the firm’s ingest, as far as it can be seen from here. Ingest is asked without a signature, which
 * changes nothing: it alone answers 401 at the address of a hook that Clio has, and 404 at one that nobody has (ADR 0008).
 */
export const webhookProbe = (clio: Pick<ClioClient, 'listWebhooks'>, webhookUrl: string): Probe => ({
  name: 'Clio: deliver webhooks',
  group: 'clio',
  ask: async () => {
    const { origin, protocol, hostname } = new URL(webhookUrl);
    const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
    if (protocol !== 'https:' && !isHere) return insecure(origin);
    const stranger = await knock(`${webhookUrl}${PATH}${randomUUID()}`);
    if (stranger === null) return misled(`${origin} does not answer`);
    if (stranger.status !== 404) return misled(wrongAnswer(origin, stranger.status, 404));
    const hooks = await hooksBelow(clio, `${webhookUrl}${PATH}`);
    return hooks.length === 0 ? withoutHooks(origin, stranger) : knockAt(hooks, origin);
  },
});

/** An answer of whoever serves an address. */
interface Answer {
  readonly status: number;
  readonly hasBody: boolean;
}

/** Delivers nothing: what bears no signature is refused. @returns null where nobody answers in time */
async function knock(address: string): Promise<Answer | null> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const { status, body } = await fetch(address, { method: 'POST', redirect: 'manual', signal });
    return { status, hasBody: body !== null && (await isFilled(body)) };
  } catch {
    return null;
  }
}

async function isFilled(body: AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const chunk of body) if (chunk.length > 0) return true;
  return false;
}

/** Addresses of the firm’s hooks at Clio that begin as those of its ingest do; those that serve come first. */
async function hooksBelow(
  clio: Pick<ClioClient, 'listWebhooks'>,
  beginning: string,
): Promise<readonly string[]> {
  const serving: string[] = [];
  const others: string[] = [];
  for await (const { url, status } of clio.listWebhooks()) {
    if (url.startsWith(beginning)) (status === 'enabled' ? serving : others).push(url);
  }
  return [...serving, ...others].slice(0, MOST_HOOKS);
}

/** One that ingest knows is enough: it takes the others away by itself. */
async function knockAt(hooks: readonly string[], origin: string): Promise<Finding> {
  let said = `${origin} does not answer`;
  for (const hook of hooks) {
    const answer = await knock(hook);
    if (answer === null) continue;
    if (answer.status === 401)
      return { holds: true, words: `${origin} leads to ingest, which knows Clio’s webhooks` };
    said = wrongAnswer(origin, answer.status, 401);
  }
  return misled(said);
}

/** What ingest answers a stranger another server may answer as well; a page of its own ingest never sends. */
function withoutHooks(origin: string, { hasBody }: Answer): Finding {
  if (hasBody)
    return misled(`${origin} answers with a page (404), as ingest never does: another server is there`);
  const words =
    `could not be tried whole: ${origin} answers a stranger as ingest does, and so may others; ` +
    'Clio has no webhook there yet, ingest makes them once the firm is connected';
  return { holds: null, words };
}

/** What Clio makes of an answer, or who must have given it. @param right what ingest answers */
function wrongAnswer(origin: string, status: number, right: 401 | 404): string {
  if (status >= 500) return `${origin} answers ${status}: ingest is away, or its database or Kafka is`;
  if (status === 410) return `${origin} answers 410, at which Clio switches the webhook off`;
  if (status >= 300 && status < 400)
    return `${origin} redirects (${status}), which Clio takes for delivered: the delivery is gone`;
  if (status < 300)
    return `${origin} takes what nobody signed (${status}): another server than ingest is there`;
  if (status === 404)
    return `${origin} knows none of the webhooks that Clio has (404): another server, a proxy’s own page or another installation is there`;
  if (status === 401) return `${origin} asks everybody who they are (401): a proxy keeps Clio out`;
  return `${origin} answers ${status} where ingest answers ${right}: a proxy keeps Clio out`;
}

const insecure = (origin: string): Finding => ({
  holds: false,
  words: `${origin} is not https; Clio delivers to https alone`,
  remedy: 'Give ingest a public https address, and name it as `webhookUrl` in the firms file.',
});

const misled = (words: string): Finding => ({
  holds: false,
  words,
  remedy:
    'See to it that ingest runs, and that `webhookUrl` leads to it: the proxy in between passes `POST /webhooks/clio/…` on as it ' +
    'comes, without a redirect, a password or a page of its own. Sweeps find what webhooks miss.',
});
