import { readFileSync } from 'node:fs';
import { parseSignerKey } from '@counterpart/audit-log';
import type { LogIdentity } from '@counterpart/audit-log/postgres';
import { ConfigInvalid } from '@counterpart/service-defaults';

/**
 * The log’s name and keys from the key file: the name of the keys is the name of the log.
 * @throws ConfigInvalid where there is no key, or keys of two logs; no message holds a key
 */
export function loadLogKeys(file: string): LogIdentity {
  const keys = linesOf(file).map(parseSignerKey);
  const [current] = keys;
  if (current === undefined) throw new ConfigInvalid('the audit key file holds no key');
  const origin = current.verifier.name;
  if (keys.some(({ verifier }) => verifier.name !== origin)) {
    throw new ConfigInvalid('the audit key file holds keys of two logs');
  }
  return { origin, keys };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch (cause) {
    throw new ConfigInvalid('the audit key file cannot be read', { cause });
  }
}
