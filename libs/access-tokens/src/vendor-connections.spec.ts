import type { lookup } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetch, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { renewByRefreshToken } from './token-endpoint.js';
import {
  AddressRefused,
  isLoopbackHost,
  isPublicAddress,
  isVendorAddress,
  vendorConnections,
} from './vendor-connections.js';

/** A resolver that gives every name the same addresses, as whoever holds the name’s zone may. */
function resolverOf(...addresses: readonly string[]): { resolve: typeof lookup; asked: string[] } {
  const asked: string[] = [];
  const answer = (name: string, _options: object, callback: (...args: unknown[]) => void): void => {
    asked.push(name);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { resolve: answer as typeof lookup, asked };
}

async function serverHere(): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

describe('an address', () => {
  it.each([
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '::ffff:168.63.129.16',
    '64:ff9b::a83f:8110',
    '100.100.100.200',
    '192.0.0.192',
    'fd20:ce::254',
    '172.31.255.255',
    '192.168.1.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:169.254.169.254',
    '::ffff:7f00:1',
    '::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:a9fe:a9fe::1',
    '3fff::1',
    '64:ff9b:1::7f00:1',
    '::ffff:0:127.0.0.1',
    '4000::1',
    'fe80::1%eth0',
    'app.clio.com',
    '',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    '8.8.8.8',
    '168.63.129.17',
    '172.32.0.1',
    '162.125.1.1',
    '2620:100:6022:1::a27d:4201',
    '64:ff9b::808:808',
    '::ffff:8.8.8.8',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]'])('%s is this machine', (host) =>
    expect(isLoopbackHost(host)).toBe(true),
  );

  it.each(['localhost.example', '169.254.169.254', '[::ffff:a9fe:a9fe]', '[::]', '0.0.0.0'])(
    '%s is not this machine',
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});

describe('an address of a vendor', () => {
  it.each([
    'https://app.clio.com',
    'https://eu.app.clio.com/oauth/token',
    'http://127.0.0.1:4010',
    'http://[::1]:80',
  ])('may be %s', (address) => expect(isVendorAddress(address)).toBe(true));

  it.each([
    'http://app.clio.com',
    'https://169.254.169.254',
    'https://[fd00:ec2::254]',
    'https://[::ffff:127.0.0.1]',
    'https://2852039166',
    'https://app.clio.com@files.example',
    'file:///etc/passwd',
    'ftp://localhost',
    'nonsense',
  ])('may not be %s', (address) => expect(isVendorAddress(address)).toBe(false));
});

describe('a connection to a vendor', () => {
  it.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['168.63.129.16'],
    ['10.1.2.3'],
    ['fd00:ec2::254'],
    ['::1'],
    ['8.8.8.8', '127.0.0.1'],
    [],
  ])('is not made where its name leads to %s', async (...addresses) => {
    const { port, asked } = await serverHere();
    const dns = resolverOf(...addresses.flat());
    const dispatcher = vendorConnections({ resolve: dns.resolve });
    await expect(request(`http://app.clio.example:${port}/`, { dispatcher })).rejects.toThrow(AddressRefused);
    // Looked up once: what was judged is what would be connected to, so no second answer can differ (DNS rebinding).
    expect(dns.asked).toEqual(['app.clio.example']);
    expect(asked).toEqual([]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:127.0.0.1]/',
    'http://2852039166/',
    'http://10.0.0.1/',
    'http://8.8.8.8/',
    'http://0.0.0.0/',
  ])('is not made to a number in place of a name: %s', async (address) => {
    const dispatcher = vendorConnections();
    await expect(request(address, { dispatcher })).rejects.toThrow(AddressRefused);
    await expect(fetch(address, { dispatcher })).rejects.toMatchObject({
      cause: expect.objectContaining({ code: 'VENDOR_ADDRESS_REFUSED' }),
    });
  });

  it.each(['127.0.0.1', 'localhost'])(
    'is made to this machine where its address says so: %s',
    async (host) => {
      const { port, asked } = await serverHere();
      const { resolve } = resolverOf('127.0.0.1');
      const { statusCode, body } = await request(`http://${host}:${port}/file`, {
        dispatcher: vendorConnections({ resolve }),
      });
      await body.dump();
      expect(statusCode).toBe(200);
      expect(asked).toEqual(['/file']);
    },
  );

  it('to this machine by name does not leave it', async () => {
    const { resolve } = resolverOf('169.254.169.254');
    const dispatcher = vendorConnections({ resolve });
    await expect(request('http://localhost/', { dispatcher })).rejects.toThrow(AddressRefused);
  });
});

it('a redirect of the token endpoint is not followed: the app’s secret and the grant go nowhere', async () => {
  const elsewhere = await serverHere();
  const endpoint = createServer((_request, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${elsewhere.port}/stolen` }).end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  const tokenUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`;
  const app = { tokenUrl, clientId: 'fake-client', clientSecret: 'fake-secret' };
  await expect(renewByRefreshToken(app, 'fake-refresh-token')).rejects.toMatchObject({ kind: 'unreachable' });
  expect(elsewhere.asked).toEqual([]);
});
