import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openConsentReturn, type ConsentReturnOptions } from './open-consent-return.js';

const STATE = 'fake-state';

const open = async (more: Partial<ConsentReturnOptions> = {}) => {
  const page = await openConsentReturn({ port: 0, waitMs: 600_000, ...more });
  onTestFinished(() => page.close());
  return page;
};

/** Sends a request with heads of one’s own. */
async function ask(
  port: number,
  path: string,
  { method = 'GET', host = `127.0.0.1:${port}` } = {},
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 0\r\n\r\n`);
  const [heard] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return heard.toString().split('\r\n')[0] ?? '';
}

it('takes the answer and closes, also while somebody holds connections and sends nothing', async () => {
  // They could hold on for longer than this test may take.
  const page = await openConsentReturn({ port: 0, waitMs: 600_000, silenceMs: 600_000 });
  const address = new URL(page.redirectUri);
  const held = [1, 2, 3].map(() => connect(Number(address.port), '127.0.0.1'));
  onTestFinished(() => held.forEach((socket) => socket.destroy()));
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  for (const socket of held) socket.on('error', () => undefined).write('GET /connected HTTP/1.1\r\n');
  const returned = page.returned(STATE);
  address.search = `?code=fake-code&state=${STATE}`;
  expect((await fetch(address)).status).toBe(200);
  expect((await returned).get('code')).toBe('fake-code');
  const dropped = held.map(
    (socket) => new Promise<boolean>((resolve) => socket.once('close', () => resolve(true))),
  );
  await page.close();
  expect(await Promise.all(dropped)).toEqual([true, true, true]);
});

it.each([
  '?code=stolen&state=forged',
  '?code=stolen',
  '?code=stolen&state=',
  `?code=stolen&state=forged&state=${STATE}`,
  '?error=access_denied',
])('waits on after an answer that nobody asked for: %s', async (query) => {
  const page = await open();
  const returned = page.returned(STATE);
  expect((await fetch(`${page.redirectUri}${query}`)).status).toBe(400);
  const right = await fetch(`${page.redirectUri}?code=fake-code&state=${STATE}`);
  expect([right.status, (await returned).get('code')]).toEqual([200, 'fake-code']);
  // Once: the state is used up.
  expect((await fetch(`${page.redirectUri}?code=fake-code&state=${STATE}`)).status).toBe(400);
});

it.each(['/connected', '/'])(
  'answers with a page that runs nothing, is kept nowhere, leads nowhere: %s',
  async (path) => {
    const page = await open();
    const { headers } = await fetch(new URL(path, page.redirectUri));
    const names = ['content-security-policy', 'cache-control', 'referrer-policy'];
    expect(names.map((name) => headers.get(name))).toEqual(["default-src 'none'", 'no-store', 'no-referrer']);
  },
);

it.each([
  ['POST', undefined],
  ['GET', 'evil.example'],
])('takes no answer by %s from the host %s', async (method, host) => {
  const page = await open();
  void page.returned(STATE);
  const { port } = new URL(page.redirectUri);
  const path = `/connected?code=fake-code&state=${STATE}`;
  expect(await ask(Number(port), path, { method, ...(host === undefined ? {} : { host }) })).toContain(
    ' 404 ',
  );
});

/** Targets that RFC 9112 §3.2 knows and a browser never sends here, and some that it does not know. */
const STRANGE = [
  '//',
  '//[',
  '///',
  '/\\',
  '/%',
  '/%zz?state=%',
  '*',
  'http://[',
  'http://',
  'http://127.0.0.1/connected',
  `//127.0.0.1/connected?code=stolen&state=${STATE}`,
  `http://127.0.0.1/connected?code=stolen&state=${STATE}`,
  `/connected/../connected?code=stolen&state=${STATE}`,
  `/connected%3Fstate=${STATE}`,
];

it.each(STRANGE.flatMap((target) => [undefined, 'evil.example'].map((host) => ({ target, host }))))(
  'bug: a request that is no address ended the process: $target, host $host',
  async ({ target, host }) => {
    const page = await open();
    const returned = page.returned(STATE);
    const port = Number(new URL(page.redirectUri).port);
    expect(await ask(port, target, host === undefined ? {} : { host })).toMatch(/^HTTP\/1\.1 40[04] /);
    expect((await fetch(`${page.redirectUri}?code=fake-code&state=${STATE}`)).status).toBe(200);
    expect((await returned).get('code')).toBe('fake-code');
  },
);

it.each([
  ['asks for a tunnel', 'CONNECT //[ HTTP/1.1\r\nhost: HERE\r\n\r\n', /^$|^HTTP\/1\.1 40[04] /],
  [
    'asks for another protocol',
    'GET // HTTP/1.1\r\nhost: HERE\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    /^HTTP\/1\.1 404 /,
  ],
  ['speaks no HTTP', '\u0000\u0016\u0003\u0001', /^HTTP\/1\.1 400 /],
])('waits on where somebody %s', async (_, sent, answer) => {
  const page = await open();
  const returned = page.returned(STATE);
  const { host, port } = new URL(page.redirectUri);
  const socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(sent.replace('HERE', host));
  await new Promise((resolve) => socket.on('close', resolve));
  expect(heard).toMatch(answer);
  expect((await fetch(`${page.redirectUri}?code=fake-code&state=${STATE}`)).status).toBe(200);
  expect((await returned).get('code')).toBe('fake-code');
});

it('serves the address that the vendor’s app names, behind a proxy that ends TLS', async () => {
  // The port is free: it was a moment ago.
  const probe = await openConsentReturn({ port: 0, waitMs: 1000 });
  const port = Number(new URL(probe.redirectUri).port);
  await probe.close();
  const redirectUri = 'https://counterpart.reyes.example/oauth/back';
  const page = await open({ port, redirectUri });
  expect(page.redirectUri).toBe(redirectUri);
  const returned = page.returned(STATE);
  const path = `/oauth/back?code=fake-code&state=${STATE}`;
  expect(await ask(port, path)).toContain(' 404 ');
  expect(await ask(port, path, { host: 'counterpart.reyes.example' })).toContain(' 200 ');
  expect((await returned).get('code')).toBe('fake-code');
});

it.each([
  'http://counterpart.reyes.example/back',
  'https://reyes.example/back?x=1',
  'nonsense',
  'ftp://localhost/',
])('opens no way back over %s', async (redirectUri) => {
  await expect(open({ redirectUri })).rejects.toMatchObject({ code: 'CONSENT_ADDRESS_UNFIT' });
});

it('says that nobody came', async () => {
  const page = await open({ waitMs: 20 });
  await expect(page.returned(STATE)).rejects.toMatchObject({ code: 'CONSENT_TIMED_OUT' });
});
