import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../until.js';
import type { System } from '../verify.js';
import type { ClioHand } from './clio-hand.js';

/** How long documents took, from the arrival of the webhook to their place in Dropbox. */
export interface Latency {
  readonly documents: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Who works, where, and how often a document comes. */
export interface DayOptions {
  readonly system: Pick<System, 'trail'>;
  readonly hand: Pick<ClioHand, 'addDocument'>;
  readonly matters: readonly string[];
  readonly everyMs: number;
  /** How long the last document of a round is waited for. */
  readonly patienceMs: number;
}

/** A firm’s daily work: documents that come into Clio at an even pace. */
export class WorkingDay {
  #added = 0;

  constructor(private readonly options: DayOptions) {}

  /**
   * A round of documents, or as many as come until it is over. @returns how long each took, in milliseconds, when the last
   * is in its place
   */
  async round(most: number, isOver: () => boolean = () => false): Promise<readonly number[]> {
    const { system, everyMs, patienceMs } = this.options;
    const { trail } = system;
    const after = await trail.lastPlace();
    const own = new Set<string>();
    while (own.size < most && !isOver()) {
      const [document] = await Promise.all([this.#addOne(), wait(everyMs)]);
      own.add(document);
    }
    const passages = async () => (await trail.passages(after)).filter(({ document }) => own.has(document));
    await until(patienceMs, async () => (await passages()).length >= own.size);
    return (await passages()).map(({ arrived, mirrored }) => mirrored - arrived);
  }

  #addOne(): Promise<string> {
    const { hand, matters } = this.options;
    this.#added += 1;
    const number = this.#added;
    const matter = matters[number % matters.length] ?? '';
    const bytes = Buffer.from(`Memorandum ${number}\n`.repeat(50 + ((number * 37) % 500)));
    return hand.addDocument(matter, { name: `Memorandum ${number}.txt`, bytes });
  }
}

/** Sums up how long documents took. */
export function latencyOf(took: readonly number[]): Latency {
  const sorted = took.toSorted((one, other) => one - other);
  // The nearest rank: as many as the share says are not slower.
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { documents: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** Two figures as a ratio of two digits behind the point. */
export const ratioOf = (one: number, other: number): number => Math.round((one / other) * 100) / 100;
