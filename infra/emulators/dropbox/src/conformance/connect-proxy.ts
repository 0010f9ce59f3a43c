import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

/** A proxy that takes every CONNECT, whatever host it names, to one port of loopback. */
export async function startConnectProxy(port: number): Promise<{ readonly url: string; close(): void }> {
  const server: Server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (_request, client, head) => {
    const target = connect({ host: '127.0.0.1', port }, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(client);
      client.pipe(target);
    });
    // Either side hanging up ends the tunnel; that is how tunnels end.
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
