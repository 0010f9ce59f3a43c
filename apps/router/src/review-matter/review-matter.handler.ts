import { DocumentId, type StreamName } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { MatterDocuments } from '../relocate-matter/relocate-matter.ports.js';
import type { FolderMoves } from '../route-document/route-document.ports.js';
import { isFirmUnknown } from '../routing/firm/firm-unknown.js';
import type { DocumentReviews } from './review-matter.ports.js';

/** Documents that are decided on at once. */
const AT_ONCE = 4;

/**
 * When a policy came into force or something of a matter changed: first its folder goes where it belongs, then each of its
 * documents takes a turn. While the folder moves, the documents wait; its outcome asks for the next review. One that cannot go on
 * keeps no other from its turn; of a firm that is not known yet, the whole review waits.
 */
export class ReviewMatter {
  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly documents: MatterDocuments,
    private readonly folders: FolderMoves,
    private readonly reviews: DocumentReviews,
  ) {}

  async handle({ event, fence, signal }: Delivery<'PlacementReviewRequested'>): Promise<Verdict> {
    const { firm } = event;
    const { matter } = event.data;
    const state = await this.folders.attempt({ event, fence }, matter);
    if (state === 'firm-unknown') return retry('FIRM_UNKNOWN');
    if (state === 'moving') return skip(`the folder: ${state}`);
    const waiting = state === 'waiting' ? { isFolderWaiting: true as const } : {};
    const queue = [
      ...(await this.store.transact((tx) => this.documents.streamsOf(tx, firm, matter), { firm })),
    ];
    let verdict = done();
    const reviewNext = async (): Promise<void> => {
      for (let stream = queue.shift(); stream !== undefined; stream = queue.shift()) {
        signal.throwIfAborted();
        const document = documentIn(stream);
        const handler = `review-document.${document}`;
        const subject = { document, matter, event, handler, isReview: true, ...waiting };
        const decided = await this.reviews.decideAgain(subject, fence);
        if (!isFirmUnknown(decided)) continue;
        // It meets all of them alike.
        queue.length = 0;
        verdict = decided;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reviewNext));
    return verdict;
  }
}

/** Clio’s id stands at the end of a document’s stream. */
const documentIn = (stream: StreamName): DocumentId =>
  DocumentId.parse(stream.slice(stream.lastIndexOf('-') + 1));
