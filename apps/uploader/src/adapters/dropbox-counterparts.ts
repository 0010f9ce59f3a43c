import type { DropboxConnections } from '@counterpart/connections';
import type { EventData, FirmId } from '@counterpart/contracts';
import { DropboxError, dropboxVerdict, verdictOfTags, type CommitResult } from '@counterpart/dropbox-client';
import { full, retry, type Verdict } from '@counterpart/eventing';
import type { CommitTerms, CounterpartFiles } from '../commit-staged/commit-staged.ports.js';
import type { CommitAnswer, Found } from '../upload/judge-commit.js';
import { commitPath } from '../upload/placement-path.js';

/** Counterparts in the firm’s Dropbox. */
export class DropboxCounterparts implements CounterpartFiles {
  constructor(private readonly connections: DropboxConnections) {}

  async commit(
    firm: FirmId,
    staged: readonly EventData<'DocumentStaged'>[],
    terms: CommitTerms,
  ): Promise<readonly CommitAnswer[]> {
    const { client } = await this.connections.of(firm);
    const results = await client.finishBatch(
      staged.map((one) => ({
        session: one.session,
        offset: one.size,
        path: commitPath(one),
        replaces: one.replaces,
        clientModified: one.clientModified,
      })),
      terms,
    );
    return results.map(answerOf);
  }

  async look(firm: FirmId, staged: EventData<'DocumentStaged'>): Promise<Found> {
    const { client } = await this.connections.of(firm);
    return client.look(commitPath(staged));
  }

  mayBePartial(error: unknown): boolean {
    return error instanceof DropboxError && error.code === 'DROPBOX_SERVER_ERROR';
  }

  verdictOf(error: unknown): Verdict {
    return commitVerdict(error);
  }
}

/**
 * What a failed call means for each document in it. A refusal of one document never comes this way, so none is given up because
 * of a call that was refused as a whole: they are parked and tried one by one, and what is at fault then fails by itself.
 *
 * Nothing is tried by halves, nor all together again. What Dropbox refuses a whole call for (a right that is missing, a request that
 * it does not take) holds for each half as well, and up to two calls a document would ask at once for what the schedule
 * asks in minutes. Where one document’s answer cannot be read, the call may have been carried out, and a half that held it would
 * fail anew; alone it is seen for what it is, and the others find themselves in place. Where there is no space all of them wait.
 */
export function commitVerdict(error: unknown): Verdict {
  const verdict = dropboxVerdict(error);
  if (verdict === undefined) throw error;
  if (verdict.code === 'DROPBOX_FULL') return full();
  return verdict.kind === 'dead' ? retry(verdict.code) : verdict;
}

/**
 * A session that cannot be committed any more: Dropbox forgot it, or a chunk never came although its call said so (API
 * specification, `UploadSessionFinishError`). Staged again, the document comes whole.
 */
const LOST_SESSION: ReadonlySet<string> = new Set([
  'lookup_failed',
  'concurrent_session_missing_data',
  'concurrent_session_not_closed',
]);

function answerOf(result: CommitResult): CommitAnswer {
  if (result.kind === 'committed') return result;
  const { tags } = result;
  if (tags.includes('conflict')) return { kind: 'conflict', with: conflictIn(tags) };
  if (LOST_SESSION.has(tags[0] ?? '')) return { kind: 'session-lost' };
  const verdict = verdictOfTags(tags);
  if (verdict?.kind === 'outage') return { kind: 'contention' };
  return verdict?.code === 'DROPBOX_FULL' ? { kind: 'no-room' } : refusedBy(verdict);
}

const refusedBy = (verdict: ReturnType<typeof verdictOfTags>): CommitAnswer => ({
  kind: 'refused',
  code: verdict?.kind === 'dead' ? verdict.code : 'DROPBOX_ANSWER_INVALID',
});

function conflictIn(tags: readonly string[]): Extract<CommitAnswer, { kind: 'conflict' }>['with'] {
  const last = tags.at(-1);
  return last === 'file' || last === 'folder' || last === 'file_ancestor' ? last : 'unknown';
}
