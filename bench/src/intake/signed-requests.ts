import { createHmac } from 'node:crypto';

/** Where deliveries go and how they are signed. */
export interface HookTarget {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly secret: string;
}

/** Complete HTTP requests of distinct, signed document deliveries of about 500 bytes, numbered from `from`. */
export function signedRequests(target: HookTarget, count: number, from: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const body = delivery(from + index);
    const signature = createHmac('sha256', target.secret).update(body).digest('hex');
    const head = [
      `POST ${target.path} HTTP/1.1`,
      `host: ${target.host}:${target.port}`,
      'content-type: application/json',
      `x-hook-signature: ${signature}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      '',
    ].join('\r\n');
    return Buffer.from(head + body);
  });
}

function delivery(index: number): string {
  const id = 1_675_950_000 + index;
  return JSON.stringify({
    data: {
      id,
      etag: `"${id.toString(16).padStart(32, '0')}"`,
      name: `Motion for Summary Judgment, exhibit ${index}.pdf`,
      updated_at: '2026-05-01T10:00:00-04:00',
      deleted_at: null,
      parent: { id: 55_000_001 },
      matter: { id: 1_675_950_832 },
      document_category: { id: 7_000_001 },
      latest_document_version: {
        id: id + 1_000_000,
        uuid: '0d6f2b0e-5d1c-4a55-9c41-2f8f8f1f2a77',
        version_number: 1,
        size: 182_044,
        fully_uploaded: true,
      },
    },
    meta: { event: 'created', webhook_id: 3_184_223 },
  });
}
