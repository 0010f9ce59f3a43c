import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKafkaJars } from './kafka-distribution.js';

const NAME = 'kafka_2.13-4.4.0';
let folder: string;
let cache: string;
let server: Server;
let archiveUrl: string;
let archive: Buffer;
let published: string;
let cutAt: number | undefined;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'distribution-'));
  cache = join(folder, 'cache');
  mkdirSync(join(folder, NAME, 'libs'), { recursive: true });
  mkdirSync(cache);
  writeFileSync(join(folder, NAME, 'libs', 'kafka.jar'), 'a jar');
  execFileSync('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, NAME]);
  archive = readFileSync(join(folder, 'a.tgz'));
  const digest = createHash('sha512').update(archive).digest('hex').toUpperCase();
  published = `${NAME}.tgz: ${digest.slice(0, 64)}\n  ${digest.slice(64)}\n`;
  cutAt = undefined;
  said = [];
  server = createServer((request, response) => {
    if (request.url?.endsWith('.sha512') === true) response.end(published);
    else if (cutAt === undefined) response.end(archive);
    else {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, cutAt), () => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  archiveUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/kafka`;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const find = (): Promise<string> =>
  findKafkaJars({ pom: 'unused', cache, say: (message) => said.push(message), hasMaven: false, archiveUrl });

describe('Kafka without Maven', () => {
  it('comes from Apache’s archive, proven by its published SHA-512, after saying so, and once', async () => {
    const jars = await find();
    expect(readdirSync(jars)).toEqual(['kafka.jar']);
    expect(said.join()).toContain('no Maven');
    said = [];
    expect(await find()).toBe(jars);
    expect(said).toEqual([]);
  });

  it('is refused with a wrong checksum, and nothing stays', async () => {
    published = `${NAME}.tgz: ${'0'.repeat(128)}`;
    await expect(find()).rejects.toMatchObject({
      code: 'KAFKA_NOT_AVAILABLE',
      cause: { code: 'CHECKSUM_WRONG' },
    });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is refused when the download breaks off, and nothing stays', async () => {
    cutAt = 20;
    await expect(find()).rejects.toMatchObject({
      code: 'KAFKA_NOT_AVAILABLE',
      cause: { code: 'DOWNLOAD_FAILED' },
    });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('says every way to get it when it cannot be had', async () => {
    published = 'nothing of use';
    await expect(find()).rejects.toThrow(/Maven[\s\S]*Docker[\s\S]*KAFKA_BROKERS/);
  });
});
