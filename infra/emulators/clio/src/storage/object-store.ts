import type { IncomingMessage } from 'node:http';

import { empty, xml, type Reply } from '../http/reply.js';
import type { FirmBook } from '../state/firm-book.js';
import type { DocumentVersion } from '../state/records.js';
import { parseRange } from './byte-range.js';
import type { ByteStore } from './byte-store.js';
import type { SignedUrls } from './signed-urls.js';
import { archiveName, partHeaders, partName, putHeaders, uploadName } from './upload-targets.js';

/** What the second origin works with. */
export interface ObjectStoreParts {
  readonly book: FirmBook;
  readonly bytes: ByteStore;
  readonly urls: SignedUrls;
}

function refusal(status: number, code: string, message: string): Reply {
  return xml(
    status,
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
}

/**
 * The second origin: signed uploads and downloads with the manners of an object store. It refuses a
 * request that carries an Authorization header, for the signed address already is a credential.
 */
export class ObjectStore {
  readonly #parts: ObjectStoreParts;

  constructor(parts: ObjectStoreParts) {
    this.#parts = parts;
  }

  async handle(request: IncomingMessage, url: URL): Promise<Reply> {
    if (request.headers.authorization !== undefined) {
      return refusal(
        400,
        'InvalidArgument',
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header should be specified',
      );
    }
    const method = request.method ?? 'GET';
    const fault = this.#parts.urls.check(method, url.pathname, url.searchParams);
    if (fault === 'forged')
      return refusal(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided.',
      );
    if (fault === 'expired') return refusal(403, 'AccessDenied', 'Request has expired');
    const [, area, uuid] = url.pathname.split('/');
    if (method === 'PUT') return this.#put(request, uuid ?? '', url.searchParams.get('partNumber'));
    return area === 'archives' ? this.#archive(request, uuid ?? '') : this.#download(request, uuid ?? '');
  }

  async #put(request: IncomingMessage, uuid: string, part: string | null): Promise<Reply> {
    const version = this.#version(uuid);
    if (version === undefined || version.wholeFrom !== null)
      return refusal(403, 'AccessDenied', 'Access Denied');
    if (request.headers['content-length'] === undefined) {
      return refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
    }
    return part === null ? this.#putWhole(request, version) : this.#putPart(request, version, Number(part));
  }

  async #putWhole(request: IncomingMessage, version: DocumentVersion): Promise<Reply> {
    if (!putHeaders(version).every(({ name, value }) => request.headers[name.toLowerCase()] === value)) {
      return refusal(
        403,
        'SignatureDoesNotMatch',
        'The signed headers were not sent as given in put_headers.',
      );
    }
    const stored = await this.#parts.bytes.take(uploadName(version.uuid), request);
    return empty(200, { ETag: `"${Buffer.from(stored.md5, 'base64').toString('hex')}"` });
  }

  async #putPart(request: IncomingMessage, version: DocumentVersion, number: number): Promise<Reply> {
    const part = version.parts.find((declared) => declared.number === number);
    if (part === undefined)
      return refusal(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
    if (!partHeaders(part).every(({ name, value }) => request.headers[name.toLowerCase()] === value)) {
      return refusal(
        403,
        'SignatureDoesNotMatch',
        'The signed headers were not sent as given in put_headers.',
      );
    }
    const name = partName(version.uuid, number);
    const stored = await this.#parts.bytes.take(name, request);
    if (part.md5 !== null && stored.md5 !== part.md5) {
      this.#parts.bytes.forget(name);
      return refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
    return empty(200, { ETag: `"${Buffer.from(stored.md5, 'base64').toString('hex')}"` });
  }

  #version(uuid: string): DocumentVersion | undefined {
    return this.#parts.book.versionByUuid(uuid);
  }

  #download(request: IncomingMessage, uuid: string): Reply {
    const version = this.#version(uuid);
    const stored = this.#parts.bytes.stored(uploadName(uuid));
    if (version === undefined || stored === undefined)
      return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    const headers = {
      'Content-Type': version.contentType,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(version.filename)}`,
      ETag: `"${Buffer.from(stored.md5, 'base64').toString('hex')}"`,
    };
    return slice(request, this.#parts.bytes.path(uploadName(uuid)), stored.size, headers);
  }

  #archive(request: IncomingMessage, id: string): Reply {
    const archive = this.#parts.book.archives.get(Number(id));
    if (archive?.state !== 'completed') return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    const headers = { 'Content-Type': 'application/zip' };
    return slice(request, this.#parts.bytes.path(archiveName(archive.id)), archive.size, headers);
  }
}

function slice(request: IncomingMessage, path: string, size: number, headers: Record<string, string>): Reply {
  const range = parseRange(request.headers.range, size);
  const common = { ...headers, 'Accept-Ranges': 'bytes' };
  if (range === 'unsatisfiable') {
    return {
      ...refusal(416, 'InvalidRange', 'The requested range is not satisfiable'),
      headers: { 'Content-Range': `bytes */${size}` },
    };
  }
  if (range === null) return { status: 200, headers: common, body: { path, start: 0, length: size } };
  return {
    status: 206,
    headers: { ...common, 'Content-Range': `bytes ${range.start}-${range.end}/${size}` },
    body: { path, start: range.start, length: range.end - range.start + 1 },
  };
}
