import type { EventStore } from '@counterpart/event-store';
import { done, type Delivery, type Verdict } from '@counterpart/eventing';
import { isFirmUnknown } from '../routing/firm/firm-unknown.js';
import type { Subject } from '../route-document/document-turn.js';
import type { HeldDocument, HeldDocuments } from './release-held.ports.js';

/** Decides what happens next with a document. */
export interface Decisions {
  decideAgain(subject: Subject, fence: Delivery<'RestrictedFolderProven'>['fence']): Promise<Verdict>;
}

/**
 * When the restricted folder is proven, every document that waited for it is looked at again. One that cannot go on keeps no other
 * from being locked away: it fails by itself, in its own lane, where its last fact or outcome was told.
 */
export class ReleaseHeld {
  constructor(
    private readonly store: EventStore,
    private readonly held: HeldDocuments,
    private readonly decisions: Decisions,
  ) {}

  async handle(delivery: Delivery<'RestrictedFolderProven'>): Promise<Verdict> {
    const { event, fence } = delivery;
    // What is to be locked away goes first.
    const waiting = await this.store.transact((tx) => this.held.of(tx, event.firm), {
      fence,
      firm: event.firm,
    });
    const unknown = await this.release(delivery, waiting);
    if (unknown !== undefined) return unknown;
    const released = new Set(waiting.map(({ document }) => document));
    for await (const page of this.held.withLate(event.firm)) {
      const others = page.filter(({ document }) => !released.has(document));
      const verdict = await this.release(delivery, others);
      if (verdict !== undefined) return verdict;
    }
    return done();
  }

  /** @returns what is said of all where the firm is not known yet */
  private async release(
    { event, fence, signal }: Delivery<'RestrictedFolderProven'>,
    waiting: readonly HeldDocument[],
  ): Promise<Verdict | undefined> {
    for (const { document, matter } of waiting) {
      signal.throwIfAborted();
      const subject = { document, matter, event, handler: `release-held.${document}`, isReview: true };
      const verdict = await this.decisions.decideAgain(subject, fence);
      if (isFirmUnknown(verdict)) return verdict;
    }
    return undefined;
  }
}
