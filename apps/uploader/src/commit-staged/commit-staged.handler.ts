import { causedBy, documentStream, matterKey, type Event, type FirmId } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { dead, done, outage, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { judgeCommit, needsLook, type CommitAnswer, type CommitJudgement } from '../upload/judge-commit.js';
import { placementPath } from '../upload/placement-path.js';
import type { CounterpartFiles } from './commit-staged.ports.js';

type StagedDelivery = Delivery<'DocumentStaged'>;

/** One staged document of a batch and what became of it. */
interface Judged {
  readonly delivery: StagedDelivery;
  readonly judgement: CommitJudgement;
}

/**
 * The one committer of a Dropbox namespace: puts staged documents into place, up to 1,000 in one call. The
 * commit takes the namespace’s lock, the bytes do not; so bytes flow in parallel and commits one by one.
 */
export class CommitStaged {
  constructor(
    private readonly store: EventStore,
    private readonly files: CounterpartFiles,
    private readonly now: () => Date,
  ) {}

  async handleBatch(deliveries: readonly StagedDelivery[]): Promise<readonly Verdict[]> {
    const open = await this.unsettled(deliveries);
    const judged = await this.commitByFirm(deliveries.filter((delivery) => open.has(delivery)));
    if ('failed' in judged)
      return deliveries.map((delivery) => (open.has(delivery) ? judged.failed : settledBefore));
    await this.record(judged.all);
    const verdicts = new Map(judged.all.map(({ delivery, judgement }) => [delivery, verdictOf(judgement)]));
    return deliveries.map((delivery) => verdicts.get(delivery) ?? settledBefore);
  }

  private async unsettled(deliveries: readonly StagedDelivery[]): Promise<ReadonlySet<StagedDelivery>> {
    const ids = deliveries.map(({ event }) => event.id);
    const settled = await this.store.answered(ids, 'uploader.commit-staged');
    return new Set(deliveries.filter(({ event }) => !settled.has(event.id)));
  }

  /** A record key names one firm and one namespace, so a batch has one firm; grouping keeps that a fact, not a hope. */
  private async commitByFirm(
    deliveries: readonly StagedDelivery[],
  ): Promise<{ all: readonly Judged[] } | { failed: Verdict }> {
    const all: Judged[] = [];
    const byFirm = Map.groupBy(deliveries, ({ event }) => event.firm);
    for (const [firm, ofFirm] of byFirm) {
      try {
        const answers = await this.files.commit(
          firm,
          ofFirm.map(({ event }) => event.data),
        );
        all.push(...(await this.judge(firm, ofFirm, answers)));
      } catch (error) {
        return { failed: this.files.verdictOf(error) };
      }
    }
    return { all };
  }

  private async judge(
    firm: FirmId,
    deliveries: readonly StagedDelivery[],
    answers: readonly CommitAnswer[],
  ): Promise<readonly Judged[]> {
    const judged: Judged[] = [];
    for (const [index, delivery] of deliveries.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new TypeError('every staged document has an answer');
      const { data } = delivery.event;
      const found = needsLook(answer)
        ? await this.files.look(firm, placementPath(data.placement))
        : ({ kind: 'nothing' } as const);
      judged.push({ delivery, judgement: judgeCommit(data, answer, found) });
    }
    return judged;
  }

  private async record(judged: readonly Judged[]): Promise<void> {
    const [first] = judged;
    if (first === undefined) return;
    const appends = judged.flatMap(({ delivery, judgement }) => {
      const event = outcomeEvent(delivery.event, judgement);
      if (event === undefined) return [];
      const cause = causedBy(delivery.event, 'uploader', 'commit-staged');
      return [{ cause, writes: [{ stream: event.stream, expected: 'any' as const, events: [event] }] }];
    });
    await this.store.transact((tx) => this.store.appendAll(tx, appends, this.now()), {
      fence: first.delivery.fence,
    });
  }
}

const settledBefore = skip('settled before');

function verdictOf(judgement: CommitJudgement): Verdict {
  switch (judgement.kind) {
    case 'mirrored':
    case 'conflict':
    case 'lost':
      return done();
    case 'refused':
      return dead(judgement.code);
    case 'again':
      // Contention is the namespace’s state, not the document’s fault: the whole lane waits.
      return outage('DROPBOX_WRITE_CONTENTION');
  }
}

function outcomeEvent(event: Event<'DocumentStaged'>, judgement: CommitJudgement): NewEvent | undefined {
  const { data, firm } = event;
  const about = {
    document: data.document,
    matter: data.matter,
    routed: data.routed,
    versionNumber: data.versionNumber,
  };
  const address = { stream: streamOf(event), firm, key: matterKey(firm, data.matter) };
  switch (judgement.kind) {
    case 'mirrored': {
      const { file, how } = judgement;
      const { namespace, size, contentHash, sha256 } = data;
      const place = { namespace, path: file.path, counterpart: file.id, rev: file.rev };
      return {
        ...address,
        name: 'DocumentMirrored',
        data: { ...about, ...place, size, contentHash, sha256, how },
      };
    }
    case 'conflict': {
      const { found, file } = judgement;
      const seen = { foundRev: file?.rev ?? null, foundContentHash: file?.contentHash ?? null };
      const path = placementPath(data.placement);
      const { contentHash } = data;
      return {
        ...address,
        name: 'PlacementConflictFound',
        data: { ...about, path, found, ...seen, contentHash },
      };
    }
    case 'lost': {
      const { reason, left: file } = judgement;
      const left = file === null ? null : { counterpart: file.id, rev: file.rev };
      return { ...address, name: 'StagingLost', data: { ...about, attempt: data.attempt, reason, left } };
    }
    case 'refused':
    case 'again':
      return undefined;
  }
}

const streamOf = (event: Event<'DocumentStaged'>) => documentStream(event.firm, event.data.document);
