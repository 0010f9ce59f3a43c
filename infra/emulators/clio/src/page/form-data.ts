import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';

import { ApiError } from '../api-error.js';
import type { ByteStore } from '../storage/byte-store.js';

/** A file that came with a form; its bytes wait in the store under `storedAs`. */
interface FormFile {
  readonly filename: string;
  readonly storedAs: string;
}

/** What a form sent. */
export interface SentForm {
  readonly values: Readonly<Record<string, string>>;
  readonly file: FormFile | null;
}

/** Reads an urlencoded or multipart form; a file is streamed to the store. Throws 400 on anything else. */
export async function readForm(request: IncomingMessage, bytes: ByteStore): Promise<SentForm> {
  const values: Record<string, string> = {};
  const arrivals: Promise<FormFile>[] = [];
  const parser = parserFor(request);
  parser.on('field', (name, value) => {
    values[name] = value;
  });
  parser.on('file', (_name, stream, { filename }) => {
    if (!filename) stream.resume();
    else arrivals.push(takeFile(bytes, stream, filename));
  });
  await new Promise<void>((resolve, reject) => {
    parser.once('close', resolve);
    parser.once('error', reject);
    request.once('error', reject);
    request.pipe(parser);
  });
  const [file] = await Promise.all(arrivals);
  return { values, file: file ?? null };
}

function parserFor(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fieldSize: 4 * 1024 * 1024 },
    });
  } catch (error) {
    throw new ApiError(400, 'BadRequestError', error instanceof Error ? error.message : 'not a form');
  }
}

let formFiles = 0;

async function takeFile(
  bytes: ByteStore,
  stream: NodeJS.ReadableStream,
  filename: string,
): Promise<FormFile> {
  formFiles += 1;
  const storedAs = `form-${formFiles}`;
  await bytes.take(storedAs, stream);
  return { filename, storedAs };
}
