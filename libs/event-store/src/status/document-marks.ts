import type { Event, MatterId } from '@counterpart/contracts';
import { stateOfVersion, type DocumentStatus } from './document-status.js';
import { givesDocumentUp } from './given-up.js';

/** What the status of a document means for the counts of its matter and firm. */
export interface DocumentMarks {
  /** The matter it is filed under now. */
  readonly matter: MatterId | null;
  /** Why its newest version is skipped or was given up; null in every other state. */
  readonly reason: string | null;
  /** It lies in Clio’s trash. */
  readonly trashed: boolean;
}

export const UNMARKED: DocumentMarks = Object.freeze({ matter: null, reason: null, trashed: false });

/**
 * Pure: the marks after one more event.
 * @param status the document’s status after that event
 */
export function evolveMarks(before: DocumentMarks, event: Event, status: DocumentStatus): DocumentMarks {
  switch (event.name) {
    case 'DocumentAdded':
      return settled({ ...UNMARKED, matter: event.data.document.matter }, status);
    case 'DocumentVersionAdded':
    case 'DocumentChanged':
      return settled({ ...before, matter: event.data.document.matter }, status);
    case 'DocumentRestored':
      return { ...before, matter: event.data.document.matter, trashed: false };
    case 'DocumentTrashed':
      return { ...before, trashed: true };
    case 'DocumentSkipped': {
      // What was given up beside it says why it differs.
      const isSaid = event.data.versionNumber >= status.latestVersionSeen && status.state === 'skipped';
      return isSaid ? { ...before, reason: event.data.reason } : before;
    }
    case 'WorkDeadLettered':
      return givesDocumentUp(event) ? { ...before, reason: event.data.code } : before;
    default:
      return settled(before, status);
  }
}

/** What is neither skipped nor given up has no reason. */
const settled = (marks: DocumentMarks, status: DocumentStatus): DocumentMarks =>
  ['skipped', 'dead'].includes(stateOfVersion(status)) ? marks : { ...marks, reason: null };
