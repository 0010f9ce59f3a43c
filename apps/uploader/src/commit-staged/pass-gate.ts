import type { Event, FirmId } from '@counterpart/contracts';
import type { Delivery } from '@counterpart/eventing';
import { judgeMarked, type CommitJudgement } from '../upload/judge-commit.js';
import type { CounterpartFiles, RestrictedGate } from './commit-staged.ports.js';

type StagedDelivery = Delivery<'DocumentStaged'>;
type Staged = Event<'DocumentStaged'>['data'];

/** A staged document that may not be committed, and why. */
interface Barred {
  readonly delivery: StagedDelivery;
  readonly judgement: CommitJudgement;
}

/** What came of passing the gate. */
export interface Passage {
  readonly admitted: readonly StagedDelivery[];
  readonly barred: readonly Barred[];
  /** When the first of what it rests on was asked for: nothing is known of what changed since. */
  readonly askedAt: Date;
  readonly passedAt: Date;
}

/** How long after it was passed the gate holds: a commit goes out within it unless the process stands still. */
const MOMENT_MS = 1000;

/** How old what a commit rests on may be. Reading the places of many documents takes a while. */
const FRESH_MS = 10_000;

/** The gate before a commit: marks, and who can open what is restricted, are read anew for each. */
export class PassGate {
  constructor(
    private readonly gate: RestrictedGate,
    private readonly files: Pick<CounterpartFiles, 'look'>,
    private readonly now: () => Date,
  ) {}

  /** Nothing privileged is admitted unless its place is, right now, as it was proven; marks are read anew, too. */
  async pass(firm: FirmId, deliveries: readonly StagedDelivery[]): Promise<Passage> {
    const restricted = deliveries.filter(({ event }) => event.data.restricted !== undefined);
    // Closing other ways into many files takes long, so it comes before anything that has to hold at the commit is read.
    if (restricted.length > 0) await this.gate.prepare(firm, restricted.map(dataOf));
    const askedAt = this.now();
    const barred = [...(await this.barUnproven(firm, restricted)), ...(await this.barOpen(firm, deliveries))];
    const stopped = new Set(barred.map(({ delivery }) => delivery));
    const admitted = deliveries.filter((delivery) => !stopped.has(delivery));
    return { admitted, barred, askedAt, passedAt: this.now() };
  }

  /** What it rests on may not hold any more: reading it took long, or the process stood still meanwhile. */
  isOld({ askedAt }: Passage): boolean {
    return this.now().getTime() - askedAt.getTime() >= FRESH_MS;
  }

  /**
   * What is sent later than a moment after the gate was passed goes only where everything passes once more: a process may stand
   * still in between, and a repetition may come minutes after the first try.
   */
  stillLets(firm: FirmId, passage: Passage): () => Promise<boolean> {
    let latest = passage;
    return async () => {
      if (this.now().getTime() - latest.passedAt.getTime() < MOMENT_MS && !this.isOld(latest)) return true;
      latest = await this.pass(firm, passage.admitted);
      return latest.barred.length === 0 && !this.isOld(latest);
    };
  }

  /** What was marked privileged since it was routed never comes into an open place. */
  private async barOpen(firm: FirmId, deliveries: readonly StagedDelivery[]): Promise<readonly Barred[]> {
    const open = deliveries.filter(({ event }) => event.data.restricted === undefined);
    const marks = await this.gate.marks(firm, open.map(dataOf));
    const barred: Barred[] = [];
    for (const [index, delivery] of open.entries()) {
      const why = marks[index];
      if (why === undefined) throw new TypeError('every open place is asked about');
      if (why === null) continue;
      const found = await this.files.look(firm, delivery.event.data);
      barred.push({ delivery, judgement: judgeMarked(delivery.event.data, why, found) });
    }
    return barred;
  }

  private async barUnproven(firm: FirmId, restricted: readonly StagedDelivery[]): Promise<readonly Barred[]> {
    if (restricted.length === 0) return [];
    const found = await this.gate.inspect(firm, restricted.map(dataOf));
    return restricted.flatMap((delivery, index): readonly Barred[] => {
      const deviations = found[index];
      if (deviations === undefined) throw new TypeError('every restricted place is inspected');
      return deviations.length === 0 ? [] : [{ delivery, judgement: { kind: 'unproven', deviations } }];
    });
  }
}

const dataOf = ({ event }: StagedDelivery): Staged => event.data;
