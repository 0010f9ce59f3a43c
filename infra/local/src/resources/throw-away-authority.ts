import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { BrokerSecurity, KafkaSignIn } from './kafka-settings.js';

const BROKER = 'counterpart-broker';

/**
 * Everything that a broker with TLS and users is made with: an authority that ends with the run, a certificate for the
 * broker, and a password for everybody.
 */
export async function makeBrokerSecurity(folder: string, users: readonly string[]): Promise<BrokerSecurity> {
  mkdirSync(folder, { recursive: true });
  const [keyFile, caFile] = [join(folder, 'broker.pem'), join(folder, 'authority.pem')];
  const authority = await generate([{ name: 'commonName', value: 'a throw-away authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const broker = await generate([{ name: 'commonName', value: BROKER }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  const ownerOnly = { mode: 0o600 };
  writeFileSync(
    keyFile,
    `${broker.private.trim()}\n${broker.cert.trim()}\n${authority.cert.trim()}\n`,
    ownerOnly,
  );
  writeFileSync(caFile, authority.cert);
  return { keyFile, caFile, brokerName: BROKER, admin: signIn('admin'), users: users.map(signIn) };
}

const signIn = (username: string): KafkaSignIn => ({
  username,
  password: randomBytes(18).toString('base64url'),
});
