import type { EventData } from '@counterpart/contracts';
import type { FoundFile } from './judge-commit.js';

type Routed = Pick<EventData<'DocumentRouted'>, 'version' | 'replaces'>;

/** What bytes are, without the bytes. */
export interface ContentDigest {
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Whether a file at a document’s place is worth comparing before anything is sent. A new document meets a file there
 * that is its own already or a conflict. A new version meets the version before, which tells nothing, or a file that
 * somebody put there: where that has the new version’s size, it may be the new version.
 */
export const isWorthComparing = ({ version, replaces }: Routed, file: FoundFile): boolean =>
  replaces === null || (file.rev !== replaces && file.size === version.size);

/** `same`: nothing needs to be sent. `other`: sending would be in vain, nothing is ever overwritten unseen. */
export type Comparison = 'same' | 'other' | 'unknown';

/** Name and size are never enough: the content hash decides. */
export function compareContent({ replaces }: Routed, file: FoundFile, content: ContentDigest): Comparison {
  if (file.contentHash === content.contentHash && file.size === content.size) return 'same';
  return replaces === null ? 'other' : 'unknown';
}
