import { VaultError } from '../errors.js';
import { createKeyRing, type KeyRing } from '../key-ring.js';
import { parseMasterKey } from '../master-key.js';
import { heldKey } from './held-key.js';
import type { MasterKey } from './master-key.port.js';
import { readSecretFile } from './secret-file.js';
import { transitKey, type TransitKeyPlace } from './transit-key.js';

/** What keys that are kept elsewhere need. */
export interface KeyPlaces {
  /** File of the key service’s token; read at each call, so that it may be renewed. */
  readonly tokenFile?: string | undefined;
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number;
}

const SERVICE = 'vault:';
const FILE = 'file:';

/**
 * Reads the ring from configuration: one or more keys, newest first, separated by white space. Each is 32 bytes in base64,
 * `file:` and the path of a file that holds the same, or `vault:` and the address of a key of a Transit engine.
 * @throws VaultError VAULT_KEY_INVALID; the message never holds a key
 */
export const openKeyRing = (text: string, places: KeyPlaces): KeyRing =>
  createKeyRing(
    text
      .trim()
      .split(/\s+/)
      .map((word) => keyAt(word, places)),
  );

function keyAt(word: string, { tokenFile, now }: KeyPlaces): MasterKey {
  if (word.startsWith(FILE)) return heldKey(parseMasterKey(readSecretFile(word.slice(FILE.length))));
  if (!word.startsWith(SERVICE)) return heldKey(parseMasterKey(word));
  const place = placeOf(word.slice(SERVICE.length));
  if (tokenFile === undefined) throw invalid('a key service needs a file with its token');
  return transitKey({ place, now, token: () => readSecretFile(tokenFile) });
}

/** `https://host:port/mount/…/key` */
function placeOf(address: string): TransitKeyPlace {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) throw invalid('the address of a key service is not one');
  if (!isSafe(url)) throw invalid('a key service is reached over https');
  const hasMore = [url.search, url.hash, url.username, url.password].some((part) => part !== '');
  const parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
  const key = parts.pop() ?? '';
  const isPath = parts.length > 0 && [...parts, key].every((part) => /^[\w-][\w.-]*$/.test(part));
  if (hasMore || !isPath) {
    throw invalid('the address of a key is https://host:port/engine/key, and nothing else');
  }
  return { origin: url.origin, mount: parts.join('/'), key };
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

const invalid = (message: string): VaultError => new VaultError('VAULT_KEY_INVALID', message);
