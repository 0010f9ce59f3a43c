import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { createTransport } from 'nodemailer';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BounceAddresses } from '@counterpart/bounces';
import { EventId } from '@counterpart/contracts';
import { BounceInlet, type InletLimits, type InletPlace } from '../src/adapters/bounce-inlet.js';

/** The inlet of bounces as strangers on the open network meet it. */
const addresses = new BounceAddresses({
  address: 'bounces@mail.hartwell.example',
  keys: [Buffer.alloc(32, 1)],
});
const OURS = addresses.of(EventId.parse('018f3f6e-5b0a-5c4e-9d2a-000000000001'), 'it@hartwell.example');

let tls: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  tls = { key, cert };
});

async function opened(limits: InletLimits = {}, offered: InletPlace['tls'] = tls) {
  const taken: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const takeAt = (_: unknown, bytes: Uint8Array) => {
    taken.push(Buffer.from(bytes).toString());
    return Promise.resolve({ kind: 'ignored', why: 'no-report' } as const);
  };
  const ports = { takeAt, addresses, log, now: () => new Date() };
  const inlet = new BounceInlet(ports, { host: '127.0.0.1', port: 0, tls: offered }, limits);
  const port = await inlet.open();
  onTestFinished(() => inlet.close());
  return { port, taken };
}

const PATIENCE = { timeout: 20_000, interval: 10 };

/** A client that says what it likes. */
class Peer {
  #heard = '';
  readonly ended: Promise<string>;

  constructor(readonly socket: Socket) {
    let all = '';
    socket.on('data', (chunk: Buffer) => {
      all += chunk.toString();
      this.#heard += chunk.toString();
    });
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => socket.on('close', () => resolve(all)));
    onTestFinished(() => void socket.destroy());
  }

  /** The next reply, to its last line. */
  async reply(): Promise<string> {
    await vi.waitUntil(() => /^\d{3} .*\r\n/m.test(this.#heard), PATIENCE);
    const [said] = [this.#heard];
    this.#heard = '';
    return said;
  }

  async say(...lines: readonly string[]): Promise<string> {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''));
    return this.reply();
  }

  /** Sends a byte now and then until the connection ends. */
  drip(byte: string): void {
    const drip = setInterval(() => this.socket.write(byte), 20);
    this.socket.on('close', () => clearInterval(drip));
  }
}

/** A client that was greeted. */
async function greeted(port: number): Promise<Peer> {
  const peer = new Peer(connectPlain(port, '127.0.0.1'));
  expect(await peer.reply()).toMatch(/^220 /);
  return peer;
}

/** Goes on over TLS where a client was told to. */
function secured({ socket }: Peer, options: ConnectionOptions = {}): TLSSocket {
  socket.removeAllListeners('data');
  return connectSecure({ socket, ca: tls.cert, ...options });
}

/** Hands a mail in as a mail server does that has its mail taken over TLS or not at all. */
async function bring(port: number, raw = 'Subject: a\r\n\r\nHello'): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, requireTLS: true, tls: { ca: tls.cert } });
  onTestFinished(() => transport.close());
  await transport.sendMail({ envelope: { from: '', to: OURS }, raw });
}

const ENVELOPE = ['EHLO mx.hartwell.example', 'MAIL FROM:<>', `RCPT TO:<${OURS}>`, 'DATA'];

/** How far a client goes before it stalls, and the byte that it drips then. */
const STAGES: readonly [string, readonly string[], string][] = [
  ['after the greeting', [], 'x'],
  ['between two commands', ['EHLO mx.hartwell.example'], '\r\nNOOP\r\n'],
  ['in the middle of a mail', ENVELOPE, 'x'],
  // The head of a record of TLS that never comes whole.
  ['in the middle of a handshake', ['STARTTLS'], '\u0016\u0003\u0001\u003f\u007f'],
];

describe('the inlet', () => {
  it.each(STAGES)('ends a connection on which nothing comes %s', async (_, lines) => {
    const { port, taken } = await opened({ silenceMs: 1500 });
    const peer = await greeted(port);
    for (const line of lines) await peer.say(line);
    expect(await peer.ended).toMatch(lines.includes('STARTTLS') ? /220 .*\r\n$/ : /421 Timeout.*\r\n$/);
    await bring(port);
    expect(taken).toHaveLength(1);
  });

  it.each(STAGES)('ends a connection that takes too long, whatever comes %s', async (_, lines, byte) => {
    const { port, taken } = await opened({ connectionMs: 3000 });
    const peer = await greeted(port);
    for (const line of lines) await peer.say(line);
    if (lines.includes('STARTTLS')) {
      peer.socket.write(byte);
      peer.drip('\u0001');
    } else peer.drip(byte);
    await peer.ended;
    await bring(port);
    expect(taken).toHaveLength(1);
  });

  it('ends a connection over TLS that takes too long', async () => {
    const { port } = await opened({ connectionMs: 3000 });
    const peer = await greeted(port);
    await peer.say('EHLO mx.hartwell.example');
    await peer.say('STARTTLS');
    const secure = new Peer(secured(peer));
    expect(await secure.say('EHLO mx.hartwell.example')).toMatch(/^250/);
    secure.drip('NOOP\r\n');
    expect(await secure.ended).toContain('421 4.4.2 That took too long');
  });

  it('takes no more connections than its most, and takes the next when one has ended', async () => {
    const { port } = await opened({ connections: 2 });
    const held = [await greeted(port), await greeted(port)];
    const oneTooMany = new Peer(connectPlain(port, '127.0.0.1'));
    expect(await oneTooMany.ended).toMatch(/^421 /);
    held[0]?.socket.destroy();
    await vi.waitFor(() => bring(port), PATIENCE);
    expect(await held[1]?.say('NOOP')).toMatch(/^250/);
  });

  it('holds no more than five times its most, though those sent away keep their side open', async () => {
    const { port } = await opened({ connections: 1 });
    await greeted(port);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connectPlain({ port, host: '127.0.0.1', allowHalfOpen: true });
        onTestFinished(() => void socket.destroy());
        let heard = '';
        socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
        await new Promise((resolve) => socket.on('end', resolve).on('error', resolve));
        return heard.slice(0, 3);
      }),
    );
    expect(answers.toSorted()).toEqual([...Array<string>(16).fill(''), ...Array<string>(4).fill('421')]);
  });
});

describe('the inlet with a certificate', () => {
  it('takes a mail over TLS, with the certificate that it was given', async () => {
    const { port, taken } = await opened();
    await bring(port, 'Subject: over TLS\r\n\r\nHello');
    expect(taken).toEqual([expect.stringContaining('Subject: over TLS')]);
  });

  it('speaks no TLS before 1.2', async () => {
    const { port } = await opened();
    const peer = await greeted(port);
    await peer.say('STARTTLS');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const [error] = (await once(secured(peer, old), 'error')) as [Error & { readonly code?: string }];
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });

  it('forgets what was said in the clear, and does nothing that was sent along with STARTTLS', async () => {
    const { port, taken } = await opened();
    const peer = await greeted(port);
    for (const line of ENVELOPE.slice(0, 3)) expect(await peer.say(line)).toMatch(/^250/);
    expect(await peer.say('STARTTLS', ...ENVELOPE)).toMatch(/^220 [^\n]*\n$/);
    const secure = new Peer(secured(peer));
    expect(await secure.say('DATA')).toMatch(/^503/);
    expect(await secure.say('EHLO mx.hartwell.example')).not.toContain('STARTTLS');
    expect(await secure.say('DATA')).toMatch(/^503/);
    expect(taken).toEqual([]);
  });

  it.each([
    ['speaks no TLS', (socket: Socket) => void socket.write('MAIL FROM:<>\r\n'.repeat(99))],
    ['breaks the connection', (socket: Socket) => void socket.resetAndDestroy()],
    ['turns away', (socket: Socket) => void socket.end()],
  ])('ends nothing but the connection of a client that is told to go on over TLS and %s', async (_, act) => {
    const { port, taken } = await opened();
    const peer = await greeted(port);
    await peer.say('STARTTLS');
    act(peer.socket);
    await peer.ended;
    await bring(port);
    expect(taken).toHaveLength(1);
  });
});

it('offers no TLS without a certificate', async () => {
  const { port } = await opened({}, null);
  const peer = await greeted(port);
  expect(await peer.say('EHLO mx.hartwell.example')).not.toContain('STARTTLS');
  expect(await peer.say('STARTTLS')).toMatch(/^500/);
  await expect(bring(port)).rejects.toThrow('STARTTLS');
});
