/** Why a call to Dropbox failed. */
export type DropboxErrorCode =
  | 'DROPBOX_UNREACHABLE'
  | 'DROPBOX_SERVER_ERROR'
  | 'DROPBOX_RATE_LIMITED'
  | 'DROPBOX_WRITE_CONTENTION'
  | 'DROPBOX_UNAUTHORISED'
  | 'DROPBOX_FORBIDDEN'
  | 'DROPBOX_PATH_ROOT'
  | 'DROPBOX_ROUTE_ERROR'
  | 'DROPBOX_REFUSED'
  | 'DROPBOX_ANSWER_INVALID';

/** What is known of a failure besides its code. */
export interface DropboxErrorDetails extends ErrorOptions {
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** Tags of the route’s error union from the outside in, e.g. `['path', 'conflict', 'file']`. */
  readonly tags?: readonly string[];
  /** The error union as it came, for the fields beside its tags. */
  readonly union?: unknown;
}

/** The one error class of the Dropbox client. Its message names the route and tags, never a path or a token. */
export class DropboxError extends Error {
  override readonly name = 'DropboxError';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly tags: readonly string[];
  readonly union: unknown;

  constructor(
    readonly code: DropboxErrorCode,
    message: string,
    details: DropboxErrorDetails = {},
  ) {
    super(message, details);
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.tags = details.tags ?? [];
    this.union = details.union;
  }
}

/** What a failed call means for the work that made it. */
export type DropboxVerdict =
  | {
      readonly kind: 'outage';
      readonly code: 'DROPBOX_UNAVAILABLE' | 'DROPBOX_RATE_LIMITED' | 'DROPBOX_WRITE_CONTENTION';
      readonly afterMs?: number;
    }
  | { readonly kind: 'disconnected'; readonly code: 'DROPBOX_UNAUTHORISED' }
  | {
      readonly kind: 'retry';
      readonly code: 'DROPBOX_ANSWER_INVALID' | 'CONTENT_MISMATCH' | 'STAGING_LOST' | 'DROPBOX_FULL';
    }
  | {
      readonly kind: 'dead';
      readonly code:
        'DROPBOX_FORBIDDEN' | 'DROPBOX_RESTRICTED' | 'DROPBOX_PATH_REFUSED' | 'DROPBOX_ANSWER_INVALID';
    };

/** Whether Dropbox gives nobody the bytes of what was to be downloaded: a cloud document, or content that was taken down. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof DropboxError &&
  (error.tags[0] === 'unsupported_file' || error.tags.includes('restricted_content'));

/** What a tag of a write or lookup error means (files.stone WriteError, UploadSessionLookupError). */
const BY_TAG: ReadonlyMap<string, DropboxVerdict> = new Map<string, DropboxVerdict>([
  // Space is bought, and people make room: it passes.
  ['insufficient_space', { kind: 'retry', code: 'DROPBOX_FULL' }],
  ['insufficient_quota', { kind: 'retry', code: 'DROPBOX_FULL' }],
  ['malformed_path', { kind: 'dead', code: 'DROPBOX_PATH_REFUSED' }],
  ['disallowed_name', { kind: 'dead', code: 'DROPBOX_PATH_REFUSED' }],
  ['no_write_permission', { kind: 'dead', code: 'DROPBOX_FORBIDDEN' }],
  ['team_folder', { kind: 'dead', code: 'DROPBOX_FORBIDDEN' }],
  ['access_restricted', { kind: 'dead', code: 'DROPBOX_FORBIDDEN' }],
  ['restricted_content', { kind: 'dead', code: 'DROPBOX_RESTRICTED' }],
  ['operation_suppressed', { kind: 'dead', code: 'DROPBOX_FORBIDDEN' }],
  ['too_many_write_operations', { kind: 'outage', code: 'DROPBOX_WRITE_CONTENTION' }],
  ['content_hash_mismatch', { kind: 'retry', code: 'CONTENT_MISMATCH' }],
  ['not_found', { kind: 'retry', code: 'STAGING_LOST' }],
  ['closed', { kind: 'retry', code: 'STAGING_LOST' }],
  ['incorrect_offset', { kind: 'retry', code: 'STAGING_LOST' }],
]);

/** The verdict of an error union’s tags; undefined for tags that say nothing. */
export function verdictOfTags(tags: readonly string[]): DropboxVerdict | undefined {
  for (const tag of tags) {
    const verdict = BY_TAG.get(tag);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/**
 * The one rule that turns any failure of a Dropbox call into a verdict. What hits every call alike is an outage:
 * the work waits, nothing is parked. A token or root that is refused stops its firm alone.
 * @returns undefined for an error that is not Dropbox’s
 */
export function dropboxVerdict(error: unknown): DropboxVerdict | undefined {
  if (!(error instanceof DropboxError)) return undefined;
  const after = error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs };
  switch (error.code) {
    case 'DROPBOX_UNREACHABLE':
    case 'DROPBOX_SERVER_ERROR':
      return { kind: 'outage', code: 'DROPBOX_UNAVAILABLE', ...after };
    case 'DROPBOX_RATE_LIMITED':
      return { kind: 'outage', code: 'DROPBOX_RATE_LIMITED', ...after };
    case 'DROPBOX_WRITE_CONTENTION':
      return { kind: 'outage', code: 'DROPBOX_WRITE_CONTENTION', ...after };
    case 'DROPBOX_UNAUTHORISED':
    case 'DROPBOX_PATH_ROOT':
      return { kind: 'disconnected', code: 'DROPBOX_UNAUTHORISED' };
    case 'DROPBOX_FORBIDDEN':
      return { kind: 'dead', code: 'DROPBOX_FORBIDDEN' };
    case 'DROPBOX_ROUTE_ERROR':
      return verdictOfTags(error.tags) ?? { kind: 'retry', code: 'DROPBOX_ANSWER_INVALID' };
    case 'DROPBOX_ANSWER_INVALID':
      return { kind: 'retry', code: 'DROPBOX_ANSWER_INVALID' };
    case 'DROPBOX_REFUSED':
      return { kind: 'dead', code: 'DROPBOX_ANSWER_INVALID' };
  }
}
