import { describe, expect, it } from 'vitest';
import { done, type Delivery } from '@counterpart/eventing';
import { ArchiveVersion } from './archive-version/archive-version.handler.js';
import { BringLateVersion } from './archive-version/bring-late-version.handler.js';
import { subscriptions } from './subscriptions.js';

/*
 * Clio failed on one version that was told late, each time. Nothing else of the firm’s archiver went through Clio, so that was never told
 * from an outage; each try held up the moves that lock documents away.
 */

const tables = subscriptions({ COUNTERPART_ARCHIVER_CONCURRENCY: 4 });
const delivery = (contentHash: string | null) =>
  ({
    event: { data: { rev: contentHash, contentHash } },
  }) as unknown as Delivery<'VersionArchivePlanned'>;

describe('versions that were told late', () => {
  it('are brought by a consumer of their own, whose work shows whether Clio answers', () => {
    const bringing = tables.filter(({ rows }) => rows.some(({ handler }) => handler === BringLateVersion));
    expect(bringing.map(({ rows }) => rows.map(({ through }) => through))).toEqual([[['clio', 'dropbox']]]);
  });

  it('are left to it by the one that keeps what lies in place, and the other way about', async () => {
    const idle = undefined as never;
    const keeping = new ArchiveVersion(idle, idle, idle, () => new Date());
    expect(await keeping.handle(delivery(null))).toMatchObject({ kind: 'skip' });
    const bringing = new BringLateVersion({ archive: () => Promise.resolve(done()) }, idle, idle);
    expect(await bringing.handle(delivery('c'))).toMatchObject({ kind: 'skip' });
    expect(await bringing.handle(delivery(null))).toEqual(done());
  });
});
