import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { z } from 'zod';

const Summary = z.object({
  calls: z.number(),
  byRoute: z.record(z.string(), z.record(z.string(), z.number())),
  rateLimited: z.number(),
});
const Entry = z.object({ type: z.enum(['file', 'folder']), sha256: z.string().optional() });

/** Calls that Dropbox got. */
export interface CallCount {
  readonly calls: number;
  /** Answers of 429, of either kind. */
  readonly refused: number;
  readonly byRoute: Readonly<Record<string, number>>;
}

/** The emulated Dropbox, seen from behind: its admin routes over TLS. */
export class DropboxView {
  constructor(
    readonly url: string,
    private readonly certificate: string,
  ) {}

  async calls(): Promise<CallCount> {
    const { calls, byRoute, rateLimited } = Summary.parse(JSON.parse(await this.#get('calls/summary')));
    const counts = Object.entries(byRoute).map(([route, statuses]) => {
      const count = Object.values(statuses).reduce((sum, one) => sum + one, 0);
      return [route, count] as const;
    });
    return { calls, refused: rateLimited, byRoute: Object.fromEntries(counts) };
  }

  /** SHA-256 of every file that lies there. */
  async digests(): Promise<readonly string[]> {
    const lines = (await this.#get('tree')).split('\n').filter((line) => line !== '');
    return lines.flatMap((line) => Entry.parse(JSON.parse(line)).sha256 ?? []);
  }

  #get(path: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const ca = readFileSync(this.certificate);
    request(new URL(`/_emulator/${path}`, this.url), { ca }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
    return promise;
  }
}

/** The calls between two looks. */
export function callsBetween(before: CallCount, after: CallCount): CallCount {
  const routes = Object.entries(after.byRoute).map(
    ([route, count]) => [route, count - (before.byRoute[route] ?? 0)] as const,
  );
  return {
    calls: after.calls - before.calls,
    refused: after.refused - before.refused,
    byRoute: Object.fromEntries(routes.filter(([, count]) => count > 0)),
  };
}
