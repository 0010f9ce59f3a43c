import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * HashiCorp Vault’s Transit engine on loopback, as far as a master key needs it: AES-256-GCM keys by name that encrypt and
 * decrypt with associated data, a token, and answers in Vault’s form.
 */
export interface TransitEngine extends AsyncDisposable {
  readonly origin: string;
  /** Calls so far, as `encrypt counterpart`. */
  readonly calls: readonly string[];
  /** Token that calls have to bring. */
  token: string;
  /** Status of every answer from now on; null answers as it should. */
  status: number | null;
  /** Answers so many calls more, and 503 to all after them; null answers all. */
  breakAfter: number | null;
  /** Makes a key, or a new version of one. */
  makeKey(name: string): void;
  /** Takes a key away for good. */
  removeKey(name: string): void;
}

const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** Keys by name, their versions in order. */
type Keys = Map<string, Buffer[]>;

/** Starts an engine at the mount `transit`, without keys. */
export async function startTransit(): Promise<TransitEngine> {
  const keys: Keys = new Map();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, answer } = answerTo(request, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const engine: TransitEngine = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    token: 'fake-transit-token',
    status: null,
    breakAfter: null,
    makeKey: (name) => void keys.set(name, [...(keys.get(name) ?? []), randomBytes(32)]),
    removeKey: (name) => void keys.delete(name),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  function answerTo(request: IncomingMessage, body: Body): Answer {
    if (engine.status !== null) return wrong(engine.status, 'as it was told');
    if (request.headers['x-vault-token'] !== engine.token) return wrong(403, 'permission denied');
    const { verb, name } = askedBy(request);
    calls.push(`${verb} ${name}`);
    if (engine.breakAfter !== null && engine.breakAfter-- <= 0) return wrong(503, 'Vault is sealed');
    const versions = keys.get(name);
    if (versions === undefined) return wrong(400, 'encryption key not found');
    return verb === 'encrypt' ? encrypted(versions, body) : decrypted(versions, body);
  }
  return engine;
}

function askedBy({ url = '' }: IncomingMessage): { readonly verb: string; readonly name: string } {
  const [, verb = '', name = ''] = /^\/v1\/transit\/(encrypt|decrypt)\/([\w.-]+)$/.exec(url) ?? [];
  return { verb, name };
}

type Body = Readonly<Record<string, string | undefined>>;

interface Answer {
  readonly status: number;
  readonly answer: object;
}

const wrong = (status: number, error: string): Answer => ({ status, answer: { errors: [error] } });
const right = (data: object): Answer => ({ status: 200, answer: { data } });
const bytes = (text = ''): Buffer => Buffer.from(text, 'base64');

function encrypted(versions: readonly Buffer[], { plaintext, associated_data: associated }: Body): Answer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', versions.at(-1) ?? '', nonce);
  cipher.setAAD(bytes(associated));
  const sealed = [nonce, cipher.update(bytes(plaintext)), cipher.final(), cipher.getAuthTag()];
  return right({ ciphertext: `vault:v${versions.length}:${Buffer.concat(sealed).toString('base64')}` });
}

function decrypted(
  versions: readonly Buffer[],
  { ciphertext = '', associated_data: associated }: Body,
): Answer {
  const [, version, text] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
  const key = versions[Number(version) - 1];
  const sealed = bytes(text);
  if (key === undefined || sealed.length < NONCE_BYTES + TAG_BYTES) return wrong(400, 'invalid ciphertext');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(bytes(associated));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const plain = [decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return right({ plaintext: Buffer.concat(plain).toString('base64') });
  } catch {
    return wrong(400, 'cipher: message authentication failed');
  }
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
}
