import { createHash } from 'node:crypto';
import { KeyServiceUnavailable, VaultError } from '../errors.js';
import type { SecretContext } from '../vault.js';
import { KEY_ID_BYTES, type MasterKey } from './master-key.port.js';
import { RecentlyOpened } from './recently-opened.js';

/** First byte of what a key service sealed. */
const FORMAT = 2;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
/** Longest time that one call may take. */
const CALL_MS = 10_000;

/** A key of HashiCorp Vault’s Transit engine, or of another service that speaks its API. */
export interface TransitKeyPlace {
  /** `https://host:port`; plain http on this machine alone. */
  readonly origin: string;
  /** Path of the engine, a namespace before it where there is one: `transit`. */
  readonly mount: string;
  readonly key: string;
}

/** How the key is used. */
export interface TransitKeyOptions {
  readonly place: TransitKeyPlace;
  /** Gives the token of each call; it may change from one to the next. */
  readonly token: () => string;
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number;
}

/**
 * A master key that never leaves its service: data keys go there to be wrapped and unwrapped, bound to firm and purpose by
 * associated data. What was opened is remembered for some minutes, so that an outage of the service does not stop work.
 */
export function transitKey(options: TransitKeyOptions): MasterKey {
  const { mount, key } = options.place;
  const id = createHash('sha256')
    .update(`counterpart key service id\0${mount}/${key}`)
    .digest()
    .subarray(0, KEY_ID_BYTES);
  const recent = new RecentlyOpened(options.now);
  return Object.freeze<MasterKey>({
    id,
    seal: async (plaintext, context) => {
      const wrapped = await call(options, 'encrypt', {
        plaintext: Buffer.from(plaintext).toString('base64'),
        associated_data: associatedData(context),
      });
      return Buffer.concat([Buffer.of(FORMAT), id, Buffer.from(wrapped, 'utf8')]);
    },
    open: async (sealed, context) => {
      const ciphertext = ciphertextOf(id, Buffer.from(sealed));
      const associated = associatedData(context);
      return recent.open([ciphertext, associated], async () =>
        Buffer.from(await call(options, 'decrypt', { ciphertext, associated_data: associated }), 'base64'),
      );
    },
  });
}

function ciphertextOf(id: Buffer, sealed: Buffer): string {
  if (sealed.length <= HEADER_BYTES) throw new VaultError('VAULT_TAMPERED', 'a sealed secret is longer');
  const named = sealed.subarray(1, HEADER_BYTES);
  if (sealed[0] !== FORMAT || !named.equals(id)) {
    throw new VaultError(
      'VAULT_KEY_UNKNOWN',
      `sealed with key ${named.toString('hex')}, not ${id.toString('hex')}`,
    );
  }
  return sealed.subarray(HEADER_BYTES).toString('utf8');
}

/** JSON keeps firm and purpose apart, whatever they hold. */
const associatedData = ({ firm, purpose }: SecretContext): string =>
  Buffer.from(JSON.stringify([FORMAT, firm, purpose]), 'utf8').toString('base64');

const ANSWERS = { encrypt: 'ciphertext', decrypt: 'plaintext' } as const;

/** `POST /v1/{mount}/encrypt|decrypt/{key}`; the answer is `{ data: { ciphertext | plaintext } }`. */
async function call(
  { place: { origin, mount, key }, token }: TransitKeyOptions,
  verb: keyof typeof ANSWERS,
  body: Readonly<Record<string, string>>,
): Promise<string> {
  const url = `${origin}/v1/${mount}/${verb}/${encodeURIComponent(key)}`;
  const response = await post(url, token(), JSON.stringify(body));
  if (response.status === 400) throw refused(verb, await response.text());
  if (!response.ok) {
    await response.body?.cancel();
    throw new KeyServiceUnavailable(`the key service answers ${response.status} to ${verb}`);
  }
  const answer: unknown = await response.json().catch(() => null);
  const value = valueOf(answer, ANSWERS[verb]);
  if (value === undefined) throw new KeyServiceUnavailable(`the key service’s answer to ${verb} is not one`);
  return value;
}

async function post(url: string, token: string, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vault-token': token },
      body,
      // Elsewhere the token would be a stranger’s.
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_MS),
    });
  } catch (cause) {
    throw new KeyServiceUnavailable('the key service cannot be reached', { cause });
  }
}

/** A wrong request: of an encryption it is ours; of a decryption the ciphertext, the associated data or the key is another. */
function refused(verb: keyof typeof ANSWERS, said: string): Error {
  if (/key not found/i.test(said)) {
    return new VaultError('VAULT_KEY_UNKNOWN', 'the key service does not have the key');
  }
  return verb === 'decrypt'
    ? new VaultError(
        'VAULT_TAMPERED',
        'the key service does not open it: changed, or of another firm or purpose',
      )
    : new KeyServiceUnavailable('the key service refuses to encrypt with this key');
}

function valueOf(answer: unknown, name: string): string | undefined {
  const data = field(answer, 'data');
  const value = field(data, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined;
