import { causedBy, type FirmId } from '@counterpart/contracts';
import type { Append, EventStore, Transaction } from '@counterpart/event-store';
import { dead, done, full, outage, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { TakenFile } from '../upload/taken-file.js';
import { judgeCommit, needsLook, type CommitAnswer, type CommitJudgement } from '../upload/judge-commit.js';
import type { CounterpartFiles, FileOwners, RestrictedGate } from './commit-staged.ports.js';
import { commitApart, type Unsettled } from './commit-apart.js';
import { outcomeEvents, type Outcome } from './outcome-events.js';
import { toldFromFull } from './told-from-full.js';
import { PassGate, type Passage } from './pass-gate.js';

type StagedDelivery = Delivery<'DocumentStaged'>;

/** The outside world as the committer needs it. */
export interface CommitPorts {
  readonly files: CounterpartFiles;
  readonly gate: RestrictedGate;
  readonly owners: FileOwners;
}

/** One staged document of a batch and what became of it. */
interface Judged extends Outcome {
  readonly delivery: StagedDelivery;
  /** What the call that it was last in failed with, where that is all that is known of it. */
  readonly failed?: Verdict;
}

/**
 * The one committer of a Dropbox namespace: puts staged documents into place, up to 1,000 in one call. The
 * commit takes the namespace’s lock, the bytes do not; so bytes flow in parallel and commits one by one.
 */
export class CommitStaged {
  readonly #gate: PassGate;

  constructor(
    private readonly store: EventStore,
    private readonly ports: CommitPorts,
    private readonly now: () => Date,
  ) {
    this.#gate = new PassGate(ports.gate, ports.files, now);
  }

  async handleBatch(deliveries: readonly StagedDelivery[]): Promise<readonly Verdict[]> {
    const open = await this.unsettled(deliveries);
    const judged = await this.commitByFirm(deliveries.filter((delivery) => open.has(delivery)));
    if ('failed' in judged)
      return deliveries.map((delivery) => (open.has(delivery) ? judged.failed : settledBefore));
    const all = toldFromFull(judged.all);
    await this.record(all);
    const verdicts = new Map(all.map((one) => [one.delivery, one.failed ?? verdictOf(one.judgement)]));
    return deliveries.map((delivery) => verdicts.get(delivery) ?? settledBefore);
  }

  private async unsettled(deliveries: readonly StagedDelivery[]): Promise<ReadonlySet<StagedDelivery>> {
    const events = deliveries.map(({ event }) => event);
    const settled = await this.store.answered(events, 'uploader.commit-staged');
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
        all.push(...(await this.throughGate(firm, ofFirm)));
      } catch (error) {
        return { failed: this.ports.files.verdictOf(error) };
      }
    }
    return { all };
  }

  /** Where what lets many through is old by the time all of it was read, fewer pass at once. */
  private async throughGate(firm: FirmId, deliveries: readonly StagedDelivery[]): Promise<readonly Judged[]> {
    const passage = await this.#gate.pass(firm, deliveries);
    const { admitted } = passage;
    const barred = passage.barred.map((one) => ({ ...one, sealed: null }));
    if (admitted.length < 2 || !this.#gate.isOld(passage)) {
      return [...barred, ...(await this.commit(firm, passage))];
    }
    const half = Math.ceil(admitted.length / 2);
    const first = await this.throughGate(firm, admitted.slice(0, half));
    return [...barred, ...first, ...(await this.throughGate(firm, admitted.slice(half)))];
  }

  private async commit(firm: FirmId, passage: Passage): Promise<readonly Judged[]> {
    const { admitted } = passage;
    const [first] = admitted;
    if (first === undefined) return [];
    const { files } = this.ports;
    const terms = { signal: first.signal, maySend: this.#gate.stillLets(firm, passage) };
    const answers = await commitApart(
      admitted.map(({ event }) => event.data),
      {
        send: (staged) => files.commit(firm, staged, terms),
        mayBePartial: (error) => files.mayBePartial(error),
      },
    );
    return this.judge(firm, admitted, answers);
  }

  private async judge(
    firm: FirmId,
    deliveries: readonly StagedDelivery[],
    answers: readonly (CommitAnswer | Unsettled)[],
  ): Promise<readonly Judged[]> {
    const judged: Judged[] = [];
    for (const [index, delivery] of deliveries.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new TypeError('every staged document has an answer');
      if (answer.kind === 'unsettled') {
        const failed = this.ports.files.verdictOf(answer.failure);
        judged.push({ delivery, judgement: { kind: 'again' }, sealed: null, failed });
      } else judged.push(await this.judgeOne(firm, delivery, answer));
    }
    return judged;
  }

  private async judgeOne(firm: FirmId, delivery: StagedDelivery, answer: CommitAnswer): Promise<Judged> {
    const { data } = delivery.event;
    const found = needsLook(answer)
      ? await this.ports.files.look(firm, data)
      : ({ kind: 'nothing' } as const);
    const judgement = judgeCommit(data, answer, found);
    return { delivery, judgement, sealed: await this.seal(delivery, judgement) };
  }

  /** What came into the restricted folder has no other way in: not one that a hand-made file had before either. */
  private async seal({ event }: StagedDelivery, judgement: CommitJudgement): Promise<Outcome['sealed']> {
    const { restricted } = event.data;
    if (restricted === undefined || judgement.kind !== 'mirrored') return null;
    return this.ports.gate.seal(event.firm, restricted, judgement.file.id);
  }

  private async record(judged: readonly Judged[]): Promise<void> {
    const [first] = judged;
    if (first === undefined) return;
    const work = async (tx: Transaction): Promise<void> => {
      const told = await this.apart(tx, judged);
      await this.store.appendAll(tx, told.flatMap(appendsOf), this.now());
    };
    const firm = judged.map(({ delivery }) => delivery.event.firm);
    await this.store.transact(work, { fence: first.delivery.fence, firm });
  }

  /**
   * Two documents never share a file. Dropbox answers with a file of the same content that lies at the place already, instead of
   * adding one: where it is another document’s, moved there by a hand, it is in the way. A file that was written and then met at
   * another’s place is whose it was written for.
   */
  private async apart(tx: Transaction, judged: readonly Judged[]): Promise<readonly Judged[]> {
    const taken = new Map(judged.toSorted(writtenFirst).flatMap(takenBy));
    const refused = await this.ports.owners.take(tx, [...taken.values()]);
    return judged.map((one) => {
      const { judgement } = one;
      const file = taken.get(one);
      if (judgement.kind !== 'mirrored' || file === undefined || !refused.has(file)) return one;
      return { ...one, judgement: { kind: 'conflict', found: 'file', file: judgement.file }, sealed: null };
    });
  }
}

const isWritten = ({ judgement }: Judged): boolean =>
  judgement.kind === 'mirrored' && judgement.how === 'written';

const writtenFirst = (one: Judged, other: Judged): number =>
  Number(isWritten(other)) - Number(isWritten(one));

function takenBy(one: Judged): readonly (readonly [Judged, TakenFile])[] {
  const { delivery, judgement } = one;
  if (judgement.kind !== 'mirrored') return [];
  const { firm, data } = delivery.event;
  return [[one, { firm, document: data.document, file: judgement.file.id }]];
}

function appendsOf({ delivery: { event }, ...outcome }: Judged): readonly Append[] {
  const events = outcomeEvents(event, outcome);
  const [head] = events;
  if (head === undefined) return [];
  const writes = [{ stream: head.stream, expected: 'any' as const, events }];
  return [{ cause: causedBy(event, 'uploader', 'commit-staged'), writes }];
}

const settledBefore = skip('settled before');

function verdictOf(judgement: CommitJudgement): Verdict {
  switch (judgement.kind) {
    case 'mirrored':
    case 'conflict':
    case 'lost':
    case 'unproven':
    case 'marked':
      return done();
    case 'refused':
      return dead(judgement.code);
    case 'no-room':
      return full();
    case 'again':
      // Contention is the namespace’s state, not the document’s fault: the whole lane waits.
      return outage('DROPBOX_WRITE_CONTENTION');
  }
}
