import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `openssl ts` as a time-stamping authority on loopback. */
export interface Authority extends AsyncDisposable {
  readonly url: string;
  /** Certificate of the authority that the stamps lead to, PEM. */
  readonly certificate: string;
  /** File of the same. */
  readonly certificateFile: string;
  readonly folder: string;
  answer(query: Buffer): Buffer;
}

const CONFIG = `
[req]
distinguished_name = name
prompt = no
[name]
CN = Test Authority
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamping]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping
[web]
basicConstraints = critical, CA:false
extendedKeyUsage = serverAuth
[tsa]
default_tsa = tsa1
[tsa1]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
`;

const SIGNER = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-chain', 'ca.pem'];

/** Starts an authority with certificates of its own. It needs `openssl` on the machine. */
export async function startAuthority(): Promise<Authority> {
  const folder = mkdtempSync(join(tmpdir(), 'tsa-'));
  const openssl = (...words: readonly string[]): Buffer =>
    execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  makeCertificates(openssl);
  const answer = (query: Buffer): Buffer => {
    writeFileSync(join(folder, 'query.tsq'), query);
    openssl(...'ts -reply -config tsa.cnf -queryfile query.tsq -out answer.tsr'.split(' '), ...SIGNER);
    return readFileSync(join(folder, 'answer.tsr'));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isQuery = request.headers['content-type'] === 'application/timestamp-query';
      response.writeHead(isQuery ? 200 : 415, { 'content-type': 'application/timestamp-reply' });
      response.end(isQuery ? answer(Buffer.concat(chunks)) : 'not a query');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    folder,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    certificate: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    certificateFile: join(folder, 'ca.pem'),
    answer,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

/** An authority, its stamping certificate, and one of the same authority that is for web servers. */
function makeCertificates(openssl: (...words: readonly string[]) => Buffer): void {
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-config', 'tsa.cnf'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-extensions',
    'ca',
  );
  for (const [name, use] of [
    ['tsa', 'stamping'],
    ['web', 'web'],
  ] as const) {
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '1', '-extfile', 'tsa.cnf'];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signing, '-extensions', use);
  }
}
