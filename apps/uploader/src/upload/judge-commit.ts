import type { AccessDeviation, EventData, FailureCode, Reason } from '@counterpart/contracts';

type Staged = EventData<'DocumentStaged'>;

/** A file of Dropbox as a commit or a look showed it. */
export interface FoundFile {
  readonly kind: 'file';
  readonly id: string;
  readonly rev: string;
  readonly path: string;
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
}

/** What lies at a path. */
export type Found =
  | FoundFile
  | { readonly kind: 'folder' }
  | { readonly kind: 'nothing' }
  /** A file that nobody may see. */
  | { readonly kind: 'restricted' };

/** Dropbox’s answer for one staged document. */
export type CommitAnswer =
  | { readonly kind: 'committed'; readonly file: FoundFile }
  | { readonly kind: 'conflict'; readonly with: 'file' | 'folder' | 'file_ancestor' | 'unknown' }
  | { readonly kind: 'session-lost' }
  | { readonly kind: 'contention' }
  /** Dropbox failed on it alone, again and again, while others got through. */
  | { readonly kind: 'failed-alone' }
  /** Dropbox has no space for it. */
  | { readonly kind: 'no-room' }
  | { readonly kind: 'refused'; readonly code: FailureCode };

/** What a commit came to: an outcome to record, or no outcome yet. */
export type CommitJudgement =
  | { readonly kind: 'mirrored'; readonly file: FoundFile; readonly how: 'written' | 'recognised' }
  | {
      readonly kind: 'conflict';
      readonly found: EventData<'PlacementConflictFound'>['found'];
      readonly file: FoundFile | null;
    }
  | { readonly kind: 'lost'; readonly reason: FailureCode; readonly left: FoundFile | null }
  | { readonly kind: 'refused'; readonly code: FailureCode }
  /** Dropbox has no space for it. */
  | { readonly kind: 'no-room' }
  /** The restricted folder is not as it was proven. */
  | { readonly kind: 'unproven'; readonly deviations: readonly AccessDeviation[] }
  /** Its place is open, and it was marked privileged meanwhile. */
  | { readonly kind: 'marked'; readonly why: Reason }
  | { readonly kind: 'again' };

/** Whether the answer can only be judged after a look at what lies at the path. */
export const needsLook = (answer: CommitAnswer): boolean =>
  answer.kind === 'conflict' || answer.kind === 'session-lost' || answer.kind === 'failed-alone';

/**
 * Judges one answer. A lost answer of an earlier commit shows as a conflict or a lost session: then what lies
 * there decides, by content hash and never by name and size alone.
 */
export function judgeCommit(staged: Staged, answer: CommitAnswer, found: Found): CommitJudgement {
  switch (answer.kind) {
    case 'committed':
      return judgeWritten(staged, answer.file);
    case 'conflict':
    case 'session-lost':
    case 'failed-alone':
      return judgeFound(staged, answer, found);
    case 'contention':
      return { kind: 'again' };
    case 'no-room':
      return answer;
    case 'refused':
      return judgeRefusal(staged, answer.code);
  }
}

/**
 * Judges a document that is privileged by now while its place is open: it is not committed. An earlier commit whose answer
 * was lost may have put it there, though: then it lies there, and is to be moved.
 */
export function judgeMarked(staged: Staged, why: Reason, found: Found): CommitJudgement {
  if (found.kind !== 'file' || !isCounterpart(staged, found)) return { kind: 'marked', why };
  return { kind: 'mirrored', file: found, how: 'recognised' };
}

/** Where the proven namespace is gone Dropbox says only that nothing may be written there. */
function judgeRefusal({ restricted }: Staged, code: FailureCode): CommitJudgement {
  if (restricted === undefined || code !== 'DROPBOX_FORBIDDEN') return { kind: 'refused', code };
  const deviation = { code: 'FOLDER_NOT_THERE', who: null, through: restricted.folder } as const;
  return { kind: 'unproven', deviations: [deviation] };
}

function judgeWritten(staged: Staged, file: FoundFile): CommitJudgement {
  if (isCounterpart(staged, file)) return { kind: 'mirrored', file, how: 'written' };
  return { kind: 'lost', reason: 'CONTENT_MISMATCH', left: file };
}

function judgeFound(
  staged: Staged,
  answer: Extract<CommitAnswer, { kind: 'conflict' | 'session-lost' | 'failed-alone' }>,
  found: Found,
): CommitJudgement {
  if (found.kind === 'file' && isCounterpart(staged, found)) {
    return { kind: 'mirrored', file: found, how: 'recognised' };
  }
  if (answer.kind === 'session-lost') return { kind: 'lost', reason: 'STAGING_LOST', left: null };
  if (answer.kind === 'failed-alone') return { kind: 'lost', reason: 'DROPBOX_UNAVAILABLE', left: null };
  if (answer.with === 'file_ancestor') return { kind: 'conflict', found: 'ancestor-is-file', file: null };
  if (found.kind === 'file') {
    return { kind: 'conflict', found: staged.replaces === null ? 'file' : 'other-revision', file: found };
  }
  return { kind: 'conflict', found: found.kind === 'restricted' ? 'file' : found.kind, file: null };
}

const isCounterpart = (staged: Staged, file: FoundFile): boolean =>
  file.contentHash === staged.contentHash && file.size === staged.size;
