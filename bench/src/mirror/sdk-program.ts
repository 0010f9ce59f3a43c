import { openAsBlob, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Dropbox } from 'dropbox';

/** Runs as a process of its own: `sdk-program.js URL FOLDER`. */
const [url = '', folder = ''] = process.argv.slice(2);
const CHUNK = 8 * 1024 * 1024;

/** The package’s addresses cannot be set; a `fetch` of one’s own can. */
const client = new Dropbox({
  accessToken: 'fake-dropbox-access-token',
  fetch: (address: string, init?: RequestInit) => fetch(new URL(new URL(address).pathname, url), init),
});

for (const name of readdirSync(folder)) {
  const file = join(folder, name);
  const path = `/mirror/${name}`;
  const { size } = statSync(file);
  if (size <= CHUNK) await client.filesUpload({ path, contents: await readFile(file) });
  else await uploadInChunks(file, path, size);
}

async function uploadInChunks(file: string, path: string, size: number): Promise<void> {
  const blob = await openAsBlob(file);
  const { result } = await client.filesUploadSessionStart({ contents: Buffer.alloc(0) });
  let offset = 0;
  for (; offset < size; offset += CHUNK) {
    const contents = Buffer.from(await blob.slice(offset, offset + CHUNK).arrayBuffer());
    await client.filesUploadSessionAppendV2({ cursor: { session_id: result.session_id, offset }, contents });
  }
  const cursor = { session_id: result.session_id, offset: size };
  await client.filesUploadSessionFinish({ cursor, commit: { path }, contents: Buffer.alloc(0) });
}
