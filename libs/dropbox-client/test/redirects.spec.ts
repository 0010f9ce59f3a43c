import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { fixedToken } from '@counterpart/access-tokens';
import { DropboxClient, DropboxError } from '../src/index.js';

/** A host that sends everybody elsewhere, and tells what it was asked. */
async function hostSendingTo(location: string, status = 302): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume();
    response.writeHead(status, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is not followed: bearer and bytes go nowhere',
  async (status) => {
    const elsewhere = await hostSendingTo('/');
    const { url } = await hostSendingTo(`${elsewhere.url}/stolen`, status);
    const client = new DropboxClient({
      apiUrl: url,
      contentUrl: url,
      token: fixedToken('fake-dropbox-token'),
    });
    await expect(client.listings.within('/Matters')).rejects.toThrow(DropboxError);
    await expect(client.download('/Matters/a.pdf').next()).rejects.toThrow(DropboxError);
    expect(elsewhere.asked).toEqual([]);
  },
);
