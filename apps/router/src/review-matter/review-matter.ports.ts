import type { Fence, Verdict } from '@counterpart/eventing';
import type { Subject } from '../route-document/document-turn.js';

/** Turns of documents. */
export interface DocumentReviews {
  /** Decides and records what happens next with a document. */
  decideAgain(subject: Subject, fence: Fence | null): Promise<Verdict>;
}
