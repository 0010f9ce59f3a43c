import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { startDropboxEmulator, type EmulatorOptions } from '../src/index.js';

/** An answer, decoded where it is JSON. */
interface Reply<T = Loose> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** JSON whose shape the expectation says. */
export type Loose = Readonly<Record<string, unknown>> & {
  readonly entries?: readonly Loose[];
  readonly error?: unknown;
  readonly [name: string]: unknown;
};

type Extra = Readonly<Record<string, string>>;

/** A started emulator that stops with the test. */
export interface Team {
  readonly url: string;
  rpc(route: string, arg?: unknown, headers?: Extra): Promise<Reply>;
  upload(route: string, arg: unknown, body?: string | Buffer, headers?: Extra): Promise<Reply>;
  download(arg: unknown, headers?: Extra): Promise<Reply & { readonly bytes: Buffer }>;
  /** Puts a file with `files/upload`; gives its metadata. */
  put(path: string, content: string | Buffer, commit?: object): Promise<File>;
  admin(method: string, path: string, body?: unknown): Promise<unknown>;
}

export interface File {
  readonly id: string;
  readonly rev: string;
  readonly name: string;
  readonly path_display: string;
  readonly path_lower: string;
  readonly size: number;
  readonly content_hash: string;
  readonly server_modified: string;
  readonly client_modified: string;
}

export const TOKEN = { authorization: 'Bearer fake-dropbox-access-token' };

export async function startTeam(options: Partial<EmulatorOptions> = {}): Promise<Team> {
  const emulator = await startDropboxEmulator(options);
  onTestFinished(() => emulator.close());
  const { url } = emulator;
  const send = async (route: string, init: RequestInit): Promise<Response> =>
    fetch(`${url}/2/${route}`, { method: 'POST', ...init });
  const rpc: Team['rpc'] = async (route, arg, headers = {}) =>
    reply(
      await send(route, {
        headers: {
          ...TOKEN,
          ...(arg === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(arg === undefined ? {} : { body: JSON.stringify(arg) }),
      }),
    );
  const upload: Team['upload'] = async (route, arg, body = '', headers = {}) =>
    reply(
      await send(route, {
        headers: {
          ...TOKEN,
          'content-type': 'application/octet-stream',
          'dropbox-api-arg': inHeader(arg),
          ...headers,
        },
        body: Buffer.from(body),
      }),
    );
  return {
    url,
    rpc,
    upload,
    download: async (arg, headers = {}) => {
      const response = await send('files/download', {
        headers: { ...TOKEN, 'dropbox-api-arg': inHeader(arg), ...headers },
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      return { ...decoded(response, bytes.toString()), bytes };
    },
    put: async (path, content, commit = {}) => {
      const { status, text, body } = await upload('files/upload', { path, ...commit }, content);
      if (status !== 200) throw new Error(`${status} ${text}`);
      return body as unknown as File;
    },
    admin: async (method, path, body) => {
      const response = await fetch(`${url}/_emulator/${path}`, {
        method,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return text.startsWith('{') && !text.includes('}\n{') ? (JSON.parse(text) as unknown) : text;
    },
  };
}

/** JSON as a header takes it (developers reference, “json encoding”). */
const inHeader = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const reply = async (response: Response): Promise<Reply> => decoded(response, await response.text());

function decoded(response: Response, text: string): Reply {
  const isJson = response.headers.get('content-type') === 'application/json';
  const body = isJson ? (JSON.parse(text) as Loose) : {};
  return { status: response.status, headers: response.headers, text, body };
}

/** Content hash by its definition, apart from the emulator’s own. */
export function hashOf(content: string | Buffer): string {
  const bytes = Buffer.from(content);
  const digests: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += 4_194_304) {
    digests.push(
      createHash('sha256')
        .update(bytes.subarray(from, from + 4_194_304))
        .digest(),
    );
  }
  return createHash('sha256').update(Buffer.concat(digests)).digest('hex');
}
