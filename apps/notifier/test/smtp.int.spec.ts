import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BounceAddresses } from '@counterpart/bounces';
import { EventId } from '@counterpart/contracts';
import { SmtpPost } from '../src/adapters/smtp-post.js';
import { isLoopback, transportOf, type SmtpServer } from '../src/adapters/smtp-transport.js';
import type { Sending } from '../src/notice/notice-events.js';

/** The post over real SMTP servers. */
let certificate: { readonly private: string; readonly cert: string };
let servers: SMTPServer[];
let posts: SmtpPost[];
let received: { to: readonly string[]; raw: string; secure: boolean; user: unknown; session: string }[];
let refusal: number | undefined;
/** What recipients are answered, by address. */
let answers: Map<string, number>;
/** What a letter to one of them alone is answered at its end, by address. */
let endings: Map<string, number>;

beforeAll(async () => {
  certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
});
beforeEach(() => {
  received = [];
  refusal = undefined;
  answers = new Map();
  endings = new Map();
  servers = [];
  posts = [];
});
afterEach(async () => {
  for (const post of posts) post.close();
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(resolve))));
});

const failed = (code: number) => Object.assign(new Error('refused as planned'), { responseCode: code });

async function serve(options: SMTPServerOptions): Promise<string> {
  const server = new SMTPServer({
    ...options,
    onRcptTo({ address }, _, callback) {
      const code = answers.get(address);
      callback(code === undefined ? null : failed(code));
    },
    onData(stream, session, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const ending = refusal ?? endings.get(to.join());
        if (ending !== undefined) return callback(failed(ending));
        received.push({ to, raw, secure: session.secure, user: session.user, session: session.id });
        callback();
      });
    },
  });
  servers.push(server);
  // A client that turns away is what some of these tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

const inTheClear = () => serve({ authOptional: true, disabledCommands: ['STARTTLS'] });
const withTls = () =>
  serve({
    key: certificate.private,
    cert: certificate.cert,
    onAuth: ({ username, password }, _, callback) =>
      password === 'fake p@ss' ? callback(null, { user: username }) : callback(failed(535)),
  });

const LETTER = {
  subject: 'Counterpart: “Brief.pdf” could not be mirrored',
  text: 'What happened',
  html: '<p>What happened</p>',
};

const BOUNCES = new BounceAddresses({ address: 'bounces@localhost.invalid', keys: [Buffer.alloc(32, 1)] });

function postTo(
  server: Omit<SmtpServer, 'tls'> & Partial<SmtpServer>,
  bounces: BounceAddresses | null = null,
): SmtpPost {
  const post = new SmtpPost({ tls: 'offered', ...server }, 'Counterpart <c@localhost.invalid>', bounces);
  posts.push(post);
  return post;
}
const send = (
  post: SmtpPost,
  to: readonly string[] = ['it@hartwell.example'],
  letter = 1,
): Promise<Sending> =>
  post.send(LETTER, to, {
    messageId: `<event-${letter}@counterpart.invalid>`,
    sent: EventId.parse('018f3f6e-5b0a-5c4e-9d2a-000000000001'),
  });

async function verdict(post: SmtpPost, to?: readonly string[]): Promise<unknown> {
  try {
    await send(post, to);
    return undefined;
  } catch (error) {
    return post.verdictOf(error);
  }
}

describe('a letter', () => {
  it('has text and HTML and the notice’s own message id', async () => {
    const url = `smtp://${await inTheClear()}`;
    expect(await send(postTo({ url }))).toEqual({ accepted: 1, refused: [] });
    expect(received[0]?.to).toEqual(['it@hartwell.example']);
    expect(received[0]?.raw).toContain('Message-ID: <event-1@counterpart.invalid>');
    expect(received[0]?.raw).toContain('text/html');
    expect(received[0]?.raw).toContain('Auto-Submitted: auto-generated');
  });

  it('leaves once, though it could not be recorded and is sent again', async () => {
    const post = postTo({ url: `smtp://${await inTheClear()}` });
    answers.set('gone@hartwell.example', 550);
    const to = ['it@hartwell.example', 'gone@hartwell.example'];
    const first = await send(post, to);
    expect(first).toMatchObject({ accepted: 1, refused: [{ address: 'gone@hartwell.example', code: 550 }] });
    expect(await send(post, to)).toEqual(first);
    expect(received).toHaveLength(1);
  });

  it('is tried again where the server asks to, and given up where it refuses', async () => {
    const post = postTo({ url: `smtp://${await inTheClear()}` });
    refusal = 451;
    expect(await verdict(post)).toEqual({ kind: 'retry', code: 'SMTP_UNAVAILABLE' });
    refusal = 550;
    expect(await verdict(post)).toEqual({ kind: 'dead', code: 'SMTP_REFUSED' });
  });

  it('waits through an outage of the server', async () => {
    expect(await verdict(postTo({ url: 'smtp://127.0.0.1:1' }))).toEqual({
      kind: 'outage',
      code: 'SMTP_UNAVAILABLE',
    });
  });
});

describe('a secret', () => {
  const login = (server: string, scheme = 'smtp', password = 'fake p@ss') =>
    `${scheme}://counterpart:${encodeURIComponent(password)}@${server}`;

  it('travels over STARTTLS with a login, one connection for many letters', async () => {
    const post = postTo({
      url: login(await withTls()),
      tls: 'required',
      ca: certificate.cert,
      connections: 1,
    });
    for (let letter = 1; letter <= 3; letter += 1) await send(post, undefined, letter);
    expect(received).toMatchObject([
      { secure: true, user: 'counterpart' },
      { secure: true },
      { secure: true },
    ]);
    expect(new Set(received.map(({ session }) => session)).size).toBe(1);
  });

  it('travels over TLS from the start', async () => {
    const server = await serve({
      secure: true,
      key: certificate.private,
      cert: certificate.cert,
      authOptional: true,
    });
    await send(postTo({ url: `smtps://${server}`, tls: 'required', ca: certificate.cert }));
    expect(received).toMatchObject([{ secure: true }]);
  });

  it.each([
    ['does not offer TLS', inTheClear, certificateOf],
    ['has a certificate that nobody vouches for', withTls, () => ({})],
  ])('is not sent to a server that %s', async (_, server, ca) => {
    const post = postTo({ url: login(await server()), tls: 'required', ...ca() });
    expect(await verdict(post)).toEqual({ kind: 'outage', code: 'SMTP_UNAVAILABLE' });
    expect(received).toEqual([]);
  });

  it('that the server does not take makes every letter wait, and loses none', async () => {
    const post = postTo({ url: login(await withTls(), 'smtp', 'wrong'), ca: certificate.cert });
    expect(await verdict(post)).toEqual({ kind: 'outage', code: 'SMTP_UNAVAILABLE' });
  });

  function certificateOf(): Partial<SmtpServer> {
    return { ca: certificate.cert };
  }
});

describe('a recipient', () => {
  const BOTH = ['a@hartwell.example', 'b@hartwell.example'];

  it('that is refused for good is named, and the others get the letter', async () => {
    answers.set('a@hartwell.example', 550);
    const refused = [{ address: 'a@hartwell.example', code: 550 }];
    const post = postTo({ url: `smtp://${await inTheClear()}` });
    expect(await send(post, BOTH)).toEqual({ accepted: 1, refused });
    expect(received).toMatchObject([{ to: ['b@hartwell.example'] }]);
    answers.set('b@hartwell.example', 550);
    expect((await send(post, BOTH, 2)).refused).toHaveLength(2);
  });

  it('that is to come again later comes alone: the others do not get it twice', async () => {
    answers.set('a@hartwell.example', 451);
    const post = postTo({ url: `smtp://${await inTheClear()}` });
    expect(await verdict(post, BOTH)).toEqual({ kind: 'retry', code: 'SMTP_UNAVAILABLE' });
    answers.clear();
    expect(await send(post, BOTH)).toEqual({ accepted: 2, refused: [] });
    expect(received.map(({ to }) => to)).toEqual([['b@hartwell.example'], ['a@hartwell.example']]);
  });
});

describe('with an address of its own for what comes back, a recipient', () => {
  const [A, B, C] = ['a@hartwell.example', 'b@hartwell.example', 'c@hartwell.example'] as const;
  const ORDERS = [
    [A, B, C],
    [B, A, C],
    [B, C, A],
  ].map((order) => [order] as const);

  it.each(ORDERS)(
    'whose letter is refused at its end does not keep it from the others: %s',
    async (order) => {
      endings.set(A, 550);
      const post = postTo({ url: `smtp://${await inTheClear()}` }, BOUNCES);
      expect(await send(post, order)).toEqual({ accepted: 2, refused: [{ address: A, code: 550 }] });
      expect(received.map(({ to }) => to)).toEqual([[B], [C]]);
    },
  );

  it.each(ORDERS)('whose letter is to come again comes alone: %s', async (order) => {
    endings.set(A, 451);
    const post = postTo({ url: `smtp://${await inTheClear()}` }, BOUNCES);
    expect(await verdict(post, order)).toEqual({ kind: 'retry', code: 'SMTP_UNAVAILABLE' });
    endings.clear();
    expect(await send(post, order)).toEqual({ accepted: 3, refused: [] });
    expect(received.map(({ to }) => to)).toEqual([[B], [C], [A]]);
  });

  it('is refused where nobody’s letter is taken', async () => {
    refusal = 550;
    const post = postTo({ url: `smtp://${await inTheClear()}` }, BOUNCES);
    expect(await send(post, [A, B])).toEqual({
      accepted: 0,
      refused: [
        { address: A, code: 550 },
        { address: B, code: 550 },
      ],
    });
  });
});

it.each([
  ['smtp://127.0.0.1:25', true],
  ['smtp://[::1]:25', true],
  ['smtp://localhost', true],
  ['smtp://127.0.0.1.evil.example', false],
  ['smtp://smtp.hartwell.example', false],
])('%s is on this machine: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});

it('ports are those of RFC 8314 where none is given', () => {
  expect(transportOf({ url: 'smtp://mail.example', tls: 'required' })).toMatchObject({
    port: 587,
    requireTLS: true,
  });
  expect(transportOf({ url: 'smtps://mail.example', tls: 'required' })).toMatchObject({
    port: 465,
    secure: true,
  });
});
