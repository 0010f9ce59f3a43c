import { causedBy } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, type Delivery, type Verdict } from '@counterpart/eventing';
import type { Subject } from '../route-document/document-turn.js';
import type { HeldDocuments } from './release-held.ports.js';

/** Decides what happens next with a document. */
export interface Decisions {
  decideAgain(subject: Subject, fence: Delivery<'RestrictedFolderProven'>['fence']): Promise<Verdict>;
}

/** When the restricted folder is proven, every document that waited for it is looked at again. */
export class ReleaseHeld {
  constructor(
    private readonly store: EventStore,
    private readonly held: HeldDocuments,
    private readonly decisions: Decisions,
  ) {}

  async handle({ event, fence }: Delivery<'RestrictedFolderProven'>): Promise<Verdict> {
    const { firm } = event;
    const waiting = await this.store.transact((tx) => this.held.of(tx, firm), { fence });
    for (const { document, matter } of waiting) {
      const cause = (decidedOn: number) => causedBy(event, 'router', `release-held.${document}`, decidedOn);
      const verdict = await this.decisions.decideAgain({ firm, document, matter, cause }, fence);
      if (verdict.kind !== 'done' && verdict.kind !== 'skip') return verdict;
    }
    return done();
  }
}
