import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { request as plainRequest, type IncomingMessage } from 'node:http';

/**
 * The bare limit, a process of its own: reads a document from its signed address and puts it into an upload session
 * chunk by chunk, one after another. No hash, no retry, no state. `bare-loop.js SOURCE DROPBOX CERTIFICATE PATH`
 */
const [source = '', dropbox = '', certificate = '', path = ''] = process.argv.slice(2);
const CHUNK = 8 * 1024 * 1024;
const agent = new Agent({ keepAlive: true, ca: readFileSync(certificate) });

function call(route: string, arg: object, body: Uint8Array): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sending = request(
    new URL(`/2/files/upload_session/${route}`, dropbox),
    {
      method: 'POST',
      agent,
      headers: {
        authorization: 'Bearer fake-dropbox-access-token',
        'content-type': 'application/octet-stream',
        'dropbox-api-arg': JSON.stringify(arg),
        'content-length': body.length,
        'dropbox-api-path-root': '{".tag":"root","root":"3235641"}',
      },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${route}: ${text}`)),
      );
    },
  );
  sending.on('error', reject);
  sending.end(body);
  return promise;
}

const opened = Promise.withResolvers<IncomingMessage>();
plainRequest(source, opened.resolve).on('error', opened.reject).end();
const { session_id: session } = JSON.parse(await call('start', {}, new Uint8Array())) as {
  session_id: string;
};
const buffer = Buffer.allocUnsafe(CHUNK);
let [offset, filled] = [0, 0];

async function flush(): Promise<void> {
  const cursor = { session_id: session, offset };
  await call('append_v2', { cursor }, buffer.subarray(0, filled));
  offset += filled;
  filled = 0;
}

for await (const piece of (await opened.promise) as AsyncIterable<Buffer>) {
  for (let from = 0; from < piece.length;) {
    const part = piece.subarray(from, from + CHUNK - filled);
    buffer.set(part, filled);
    filled += part.length;
    from += part.length;
    if (filled === CHUNK) await flush();
  }
}
if (filled > 0) await flush();
await call('finish', { cursor: { session_id: session, offset }, commit: { path } }, new Uint8Array());
agent.destroy();
