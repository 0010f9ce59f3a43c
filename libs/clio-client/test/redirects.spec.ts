import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixedToken } from '@counterpart/access-tokens';
import { rejectsWithCode } from '@counterpart/testing';
import { ClioClient } from '../src/index.js';

interface Host {
  readonly url: string;
  readonly asked: string[];
}

/** A host that sends everybody elsewhere, and tells what it was asked. */
async function hostSendingTo(location: string, status = 303): Promise<Host> {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.writeHead(status, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const clientAt = (baseUrl: string): ClioClient =>
  new ClioClient({
    baseUrl,
    downloadOrigins: ['https://files.example'],
    token: fixedToken('fake-clio-access-token'),
  });

async function drain(bytes: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of bytes) expect(chunk).toBeUndefined();
}

describe('a redirect of Clio’s', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost/',
    'https://files.example.evil.example/',
    'https://files.example@evil.example/',
    'https://files.example:8443/',
    'http://files.example/',
    '//evil.example/file',
    'file:///etc/passwd',
  ])('of a download is not followed to %s', async (location) => {
    const { url } = await hostSendingTo(location);
    await rejectsWithCode(drain(clientAt(url).downloadVersion('1', '1')), 'CLIO_HOST_NOT_ALLOWED');
  });

  it.each([301, 302, 303, 307, 308])(
    'of a record (%i) is not followed: its bearer goes nowhere',
    async (status) => {
      const elsewhere = await hostSendingTo('/');
      const { url, asked } = await hostSendingTo(`${elsewhere.url}/stolen`, status);
      await rejectsWithCode(clientAt(url).getMatter('1'), 'CLIO_ANSWER_INVALID');
      expect(asked).toHaveLength(1);
      expect(elsewhere.asked).toEqual([]);
    },
  );
});
