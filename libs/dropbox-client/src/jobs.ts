import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { parse, tagsOf } from './answer.js';
import { DropboxError } from './errors.js';
import type { DropboxHttp } from './http.js';

const Launch = z.looseObject({ '.tag': z.string(), async_job_id: z.string().optional() });
const POLL_MS = 200;

/**
 * The result of a route that answers at once or begins a job (async.stone): waits until the job has ended.
 * @throws DropboxError DROPBOX_ROUTE_ERROR with the failure’s tags where the job failed
 */
export async function awaitJob(http: DropboxHttp, route: string, launched: unknown): Promise<unknown> {
  const { '.tag': kind, async_job_id: job } = parse(Launch, launched);
  if (kind !== 'async_job_id' || job === undefined) return launched;
  for (;;) {
    await wait(POLL_MS);
    const arg = { async_job_id: job };
    const polled = parse(Launch, await http.call({ route, style: 'rpc', arg, repeatable: true }));
    if (polled['.tag'] === 'complete') return polled;
    if (polled['.tag'] === 'failed') {
      // Routes put the failure’s union under `failed`; a batch’s check has only its tag.
      const union = polled['failed'] ?? polled;
      const tags = tagsOf(union);
      throw new DropboxError('DROPBOX_ROUTE_ERROR', `${route}: the job failed: ${tags.join('/')}`, {
        tags,
        union,
      });
    }
  }
}
