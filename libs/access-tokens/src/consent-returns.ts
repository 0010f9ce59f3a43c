import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
  connection: 'close',
};

/** What a person reads who was sent back. */
const PAGES = {
  200: ['Thank you', 'Counterpart has your answer. You can close this page.'],
  400: [
    'Not this answer',
    'Counterpart waits for another answer than this. Start from the address that it shows.',
  ],
  404: ['Not found', 'There is nothing here.'],
} as const;

/** A consent that is waited for. */
interface Waiting {
  /** Of the state that was sent along. */
  readonly digest: Buffer;
  readonly take: (answer: URLSearchParams) => void;
}

/**
 * The way back from vendors’ consent pages (RFC 6749 §4.1.2): whoever serves the redirect address hands its requests over. Each
 * answer goes to the one who sent its state, once; what bears another state is told off and changes nothing, so that
 * nobody who finds the address ends somebody’s waiting.
 */
export class ConsentReturns {
  readonly #waiting = new Set<Waiting>();

  /** @param redirectUri as the app’s registration at the vendor names it, to the letter */
  constructor(readonly redirectUri: URL) {}

  /** Waits for the answer that bears a state; the query as the vendor’s page sent it. */
  expect(state: string, signal: AbortSignal): Promise<URLSearchParams> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        digest: digestOf(state),
        take: (answer) => {
          this.#waiting.delete(waiting);
          resolve(answer);
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', () => {
        this.#waiting.delete(waiting);
        reject(signal.reason as Error);
      });
    });
  }

  /** Answers a request, whatever it is: nothing that a stranger sends makes it throw, for nobody would catch it. */
  readonly answer = ({ method, headers, url = '' }: IncomingMessage, response: ServerResponse): void => {
    const { host, pathname } = this.redirectUri;
    // Taken apart and compared to the letter, not read as an address: what a stranger sends need not be one (`//`).
    const [path, ...query] = url.split('?');
    // Another name for this machine is somebody’s page that was pointed here (DNS rebinding).
    const isOurs = method === 'GET' && headers.host === host && path === pathname;
    if (!isOurs) return reply(response, 404);
    const answer = new URLSearchParams(query.join('?'));
    const waiting = this.#whoSent(answer.getAll('state'));
    if (waiting === undefined) return reply(response, 400);
    reply(response, 200, () => waiting.take(answer));
  };

  /** Takes the same time for every state: a guess learns nothing. */
  #whoSent([state, ...more]: readonly string[]): Waiting | undefined {
    if (state === undefined || more.length > 0) return undefined;
    const digest = digestOf(state);
    let found: Waiting | undefined;
    for (const waiting of this.#waiting) if (timingSafeEqual(waiting.digest, digest)) found = waiting;
    return found;
  }
}

const digestOf = (state: string): Buffer => createHash('sha256').update(state).digest();

function reply(response: ServerResponse, status: keyof typeof PAGES, sent?: () => void): void {
  const [title, words] = PAGES[status];
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${words}</p></html>`;
  response.writeHead(status, HEADERS).end(body, sent);
}
