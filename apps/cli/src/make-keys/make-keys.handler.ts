import { generateKey, SIGNATURE } from '@counterpart/audit-log';
import type { KeyFiles } from './make-keys.ports.js';

/** Which key is wanted. */
export interface KeyWish {
  /** Name of the log or of the witness, for ever: a schema-less address such as `audit.firm.example`. */
  readonly name: string;
  /** `log` signs checkpoints; `witness` signs along with a time. */
  readonly kind: 'log' | 'witness';
  /** File of the private key; the public one is put beside it, with `.pub`. */
  readonly file: string;
}

/** What was made. */
export interface MadeKey {
  readonly file: string;
  readonly publicFile: string;
  /** Public key, C2SP signed-note form. */
  readonly publicKey: string;
}

/** Makes a key pair. The private key is written to its file and shown nowhere else. */
export async function makeKey(files: KeyFiles, { name, kind, file }: KeyWish): Promise<MadeKey> {
  const key = generateKey(name, kind === 'log' ? SIGNATURE.ed25519 : SIGNATURE.cosignature);
  const [publicFile, publicKey] = [`${file}.pub`, String(key.verifier)];
  await files.create(file, `${key.toPrivateText()}\n`, true);
  await files.create(publicFile, `${publicKey}\n`, false);
  return { file, publicFile, publicKey };
}
