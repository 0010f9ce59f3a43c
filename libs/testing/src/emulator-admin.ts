/** Calls an emulator’s admin desk: a body that is no text and no bytes goes as JSON. @returns what it answered, null where that is nothing */
export type EmulatorAdmin = <Answer = unknown>(
  method: string,
  path: string,
  body?: string | Uint8Array | object,
) => Promise<Answer>;

/** The admin desk of an emulator at this address. A call that it refuses fails the test. */
export const emulatorAdmin =
  (url: string): EmulatorAdmin =>
  async <Answer>(method: string, path: string, body?: string | Uint8Array | object) => {
    const text = await ask(url, path, { method, ...(body === undefined ? {} : { body: sent(body) }) });
    return (text === '' ? null : JSON.parse(text)) as Answer;
  };

/** A file or a folder, as the emulated Dropbox tells it. */
export interface TreeEntry {
  readonly type: string;
  readonly id: string;
  readonly rev: string;
  readonly path_display: string;
  readonly content_hash: string;
  readonly size: number;
}

/** All that an emulated Dropbox holds. */
export async function emulatedTree(url: string): Promise<readonly TreeEntry[]> {
  const lines = (await ask(url, 'tree', {})).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as TreeEntry);
}

async function ask(url: string, path: string, call: RequestInit): Promise<string> {
  const response = await fetch(`${url}/_emulator/${path}`, call);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text;
}

function sent(body: string | Uint8Array | object): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
