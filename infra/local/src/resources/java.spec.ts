import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure, type Server as SecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava } from './java.js';

const HOSTS = ['api.adoptium.net', 'github.com'];
const ARCHIVE = '/temurin/OpenJDK17U-jre.tar.gz';

let folder: string;
let cache: string;
let adoptium: SecureServer;
let proxy: Server;
let tunnels: Set<Duplex>;
let env: Record<string, string | undefined>;
let archive: Buffer;
let checksum: string;
let cutAt: number | undefined;
let asked: string[];
let said: string[];

/** An archive as Temurin’s are: one folder named by the version, with `bin/java` in it. */
function pack(java: string): Buffer {
  const bin = join(folder, 'jdk-17.0.13+11-jre', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'java'), java);
  chmodSync(join(bin, 'java'), 0o755);
  execFileSync('tar', ['-czf', join(folder, 'jre.tgz'), '-C', folder, 'jdk-17.0.13+11-jre']);
  return readFileSync(join(folder, 'jre.tgz'));
}

const listening = async (server: Server | SecureServer): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Adoptium’s answers: the API redirects to GitHub, where the archive and its checksum lie. */
async function startAdoptium(): Promise<number> {
  const altNames = HOSTS.map((value) => ({ type: 2 as const, value }));
  const made = await generate([{ name: 'commonName', value: 'stand-in' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  writeFileSync(join(folder, 'ca.pem'), made.cert);
  adoptium = createSecure({ cert: made.cert, key: made.private }, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    if (request.headers.host === 'api.adoptium.net') {
      response.writeHead(307, { location: `https://github.com${ARCHIVE}` }).end();
    } else if (request.url?.endsWith('.sha256.txt') === true)
      response.end(`${checksum}  OpenJDK17U-jre.tar.gz\n`);
    else if (cutAt === undefined) response.end(archive);
    else {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, cutAt), () => response.destroy());
    }
  });
  return listening(adoptium);
}

/** Leads every host to the stand-in, as a firm’s proxy would lead it out. */
async function startProxy(port: number): Promise<number> {
  proxy = createPlain();
  tunnels = new Set();
  proxy.on('connect', (_request, client) => {
    tunnels.add(client);
    const target = connect({ host: '127.0.0.1', port }, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
    client.on('close', () => target.destroy());
  });
  return listening(proxy);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'java-'));
  cache = join(folder, 'cache');
  mkdirSync(cache);
  archive = pack('#!/bin/sh\nexit 0\n');
  checksum = createHash('sha256').update(archive).digest('hex');
  [cutAt, asked, said] = [undefined, [], []];
  const port = await startProxy(await startAdoptium());
  const { NO_PROXY: _, no_proxy: __, ...rest } = process.env;
  env = { ...rest, HTTPS_PROXY: `http://127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
});

afterEach(async () => {
  for (const tunnel of tunnels) tunnel.destroy();
  for (const server of [proxy, adoptium]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true });
});

const find = (): Promise<string> =>
  findJava({ cache, env, candidates: ['no-such-java'], say: (message) => said.push(message) });

describe('Java where there is none', () => {
  it('is fetched after saying so, runs, and is kept for the next time', async () => {
    const java = await find();
    expect(java).toBe(join(cache, 'jre-17', 'bin', 'java'));
    execFileSync(java, ['-version']);
    expect(said.join()).toContain('no Java');
    expect(asked.some((url) => url.startsWith('api.adoptium.net/v3/binary/latest/17/ga/'))).toBe(true);
    const before = asked.length;
    expect(await find()).toBe(java);
    expect(asked).toHaveLength(before);
    expect(readdirSync(cache)).toEqual(['jre-17']);
  });

  it('is refused with a wrong checksum, and nothing stays', async () => {
    checksum = '0'.repeat(64);
    await expect(find()).rejects.toThrow(/checksum/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is refused when the download breaks off, and nothing stays', async () => {
    cutAt = 20;
    await expect(find()).rejects.toMatchObject({ code: 'JAVA_NOT_AVAILABLE' });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is refused when it does not run here, and nothing stays', async () => {
    archive = pack('not a program');
    checksum = createHash('sha256').update(archive).digest('hex');
    await expect(find()).rejects.toThrow(/does not run here/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('says every way to get it when it cannot be had', async () => {
    env = { ...env, HTTPS_PROXY: 'http://127.0.0.1:9' };
    await expect(find()).rejects.toThrow(/JAVA_HOME[\s\S]*Docker[\s\S]*KAFKA_BROKERS/);
  });
});
