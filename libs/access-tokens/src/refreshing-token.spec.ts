import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refreshingToken, type RefreshOptions } from './refreshing-token.js';
import { fixedToken } from './token-provider.js';
import { TokenUnavailable } from './token-unavailable.js';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A token endpoint that answers by a rule and remembers the forms it got. */
async function endpoint(answer: (form: URLSearchParams) => Answer) {
  const forms: URLSearchParams[] = [];
  const urls: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      forms.push(form);
      urls.push(request.url ?? '');
      const { status = 200, headers = {}, body } = answer(form);
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const options: RefreshOptions = {
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    clientId: 'fake-client',
    clientSecret: 'fake-secret',
    refreshToken: 'fake-first',
  };
  return { forms, urls, options };
}

const failureOf = async (asking: Promise<unknown>): Promise<TokenUnavailable> => {
  const error: unknown = await asking.catch((cause: unknown) => cause);
  if (error instanceof TokenUnavailable) return error;
  throw new Error('no TokenUnavailable came', { cause: error });
};

describe('refreshingToken', () => {
  it('asks once for many callers, with secrets in the body and never in the address', async () => {
    let serial = 0;
    const { forms, urls, options } = await endpoint(() => ({
      body: JSON.stringify({ access_token: `t-${(serial += 1)}` }),
    }));
    const tokens = refreshingToken(options);
    expect(new Set(await Promise.all([1, 2, 3].map(() => tokens.token())))).toEqual(new Set(['t-1']));
    await Promise.all([1, 2, 3].map(() => tokens.refresh('t-1')));
    expect(await tokens.token()).toBe('t-2');
    expect(await tokens.refresh('t-1')).toBe(true);
    expect(forms).toHaveLength(2);
    expect(urls).toEqual(['/token', '/token']);
    expect(Object.fromEntries(forms[0] ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'fake-first',
      client_id: 'fake-client',
      client_secret: 'fake-secret',
    });
  });

  it('keeps a rotated refresh token before it uses it', async () => {
    const kept: string[] = [];
    const { forms, options } = await endpoint((form) => ({
      body: JSON.stringify({ access_token: 't', refresh_token: `${form.get('refresh_token')}+` }),
    }));
    const onRotated = (token: string): Promise<void> => Promise.resolve(void kept.push(token));
    const tokens = refreshingToken({ ...options, onRotated });
    await tokens.token();
    await tokens.refresh('t');
    expect(kept).toEqual(['fake-first+', 'fake-first++']);
    expect(forms.map((form) => form.get('refresh_token'))).toEqual(['fake-first', 'fake-first+']);
  });

  it.each([400, 401])(
    'says that the grant is refused at %d, with the vendor’s word and nothing else',
    async (status) => {
      const body = '{"error":"invalid_grant","error_description":"fake-first is revoked"}';
      const { options } = await endpoint(() => ({ status, body }));
      const error = await failureOf(refreshingToken(options).token());
      expect(error).toMatchObject({ kind: 'refused', code: 'TOKEN_UNAVAILABLE' });
      expect(error.message).toContain('invalid_grant');
      expect(error.message).not.toContain('fake-first');
    },
  );

  it.each([
    [401, '{"error":"invalid_client"}', 'invalid_client'],
    [400, '{"error":"unauthorized_client"}', 'unauthorized_client'],
    [400, '{"error":"temporarily_unavailable"}', 'temporarily_unavailable'],
    [400, '<html>Bad Request</html>', ''],
    [401, '{}', ''],
  ])(
    'takes %d %s for no word about the grant: a wrong app secret ends no firm’s grant',
    async (...answer) => {
      const [status, body, word] = answer;
      let isHealed = false;
      const { options } = await endpoint(() =>
        isHealed ? { body: '{"access_token":"t"}' } : { status, body },
      );
      const tokens = refreshingToken(options);
      expect(await failureOf(tokens.token())).toMatchObject({ kind: 'rejected', word });
      isHealed = true;
      expect(await tokens.token()).toBe('t');
    },
  );

  it.each([
    [429, { 'retry-after': '7' }, '{}', 7000],
    [503, {}, '{}', undefined],
    [200, {}, 'not json', undefined],
    [200, {}, '{"access_token":""}', undefined],
    [302, { location: 'http://127.0.0.1:9/' }, '', undefined],
  ])('takes %d %o %s for no answer, and asks again the next time', async (status, headers, body, after) => {
    let isHealed = false;
    const { options } = await endpoint(() =>
      isHealed ? { body: '{"access_token":"t"}' } : { status, headers, body },
    );
    const tokens = refreshingToken(options);
    const error = await failureOf(tokens.token());
    expect([error.kind, error.retryAfterMs]).toEqual(['unreachable', after]);
    isHealed = true;
    expect(await tokens.token()).toBe('t');
  });

  it('gives up an endpoint that is not there', async () => {
    const { options } = await endpoint(() => ({ body: '' }));
    const error = await failureOf(refreshingToken({ ...options, tokenUrl: 'http://127.0.0.1:9/' }).token());
    expect(error.kind).toBe('unreachable');
  });
});

describe('fixedToken', () => {
  it('has no other to give', async () => {
    const tokens = fixedToken('t');
    expect([await tokens.token(), await tokens.refresh('t')]).toEqual(['t', false]);
  });
});
