import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate of our own for Dropbox’s hosts, valid for a day; made by openssl. */
export function makeCertificate(folder: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const hosts = ['api.dropboxapi.com', 'content.dropboxapi.com', 'notify.dropboxapi.com', 'localhost'];
  const names = [...hosts.map((host) => `DNS:${host}`), 'IP:127.0.0.1'].join(',');
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=dropbox emulator'].concat([
      '-addext',
      `subjectAltName=${names}`,
      '-keyout',
      key,
      '-out',
      cert,
    ]),
    { stdio: 'ignore' },
  );
  return { cert, key };
}
