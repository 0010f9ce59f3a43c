import type { FirmId, MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import { earliest, sinceOf, throughOf } from '../detection/sweep-window.js';
import { ReadyToTell } from './ready-to-tell.js';
import type { ChangeLists, Swept, SweepTrail, SweepTurns } from './reconcile-records.ports.js';

/** When sweeps take place. */
export interface SweepRhythm {
  /** Between two sweeps of a firm, from beginning to beginning. */
  readonly everyMs: number;
  /** How much longer ago than the last sweep’s newest change is asked for. */
  readonly overlapMs: number;
}

/** Chance and time, given from outside. */
export interface SweepSource {
  readonly now: () => Date;
  /** A UUIDv7. */
  readonly newSweepId: () => string;
}

/**
 * `swept`: what was missed has been told. `early`: another pod swept a while ago. `elsewhere`: another pod is at it.
 * `dueAt` is when the firm’s next sweep is to begin.
 */
export type SweepOutcome =
  | {
      readonly outcome: 'swept';
      readonly swept: Swept;
      /** Changes that could not be told yet, to be asked for again. */
      readonly heldBack: number;
      readonly dueAt: Date;
    }
  | { readonly outcome: 'early' | 'elsewhere'; readonly dueAt: Date };

/** A part of a sweep as it goes on. */
interface Course {
  readonly firm: FirmId;
  readonly sweep: string;
  readonly signal: AbortSignal;
  /** All matters are read, because the policy names custom fields that they were not read for. */
  readonly readsAnew: boolean;
  part: number;
}

/** What one list came to. */
interface Tally {
  seen: number;
  told: number;
  newest: string | null;
  readonly heldBack: (string | null)[];
}

type List = 'matters' | 'contacts' | 'documents';

/** When to look again whether another pod’s sweep has come to its end. */
const ELSEWHERE_MS = 60_000;

/** Clocks of two machines may differ by so much: a policy that came into force around a sweep may not have been seen by it. */
const CLOCKS_DIFFER_MS = 30_000;
/** Before any matter: all of them are asked for. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

const emptyTally = (): Tally => ({ seen: 0, told: 0, newest: null, heldBack: [] });

/**
 * Finds what webhooks missed: asks Clio for everything that changed since the last sweep and tells what nobody has told.
 * What a list does not show is never taken for deleted, and a sweep that breaks off leaves the next one to begin where
 * it began itself.
 */
export class Reconcile {
  readonly #ready: ReadyToTell;

  constructor(
    private readonly lists: ChangeLists,
    private readonly trail: SweepTrail,
    private readonly turns: SweepTurns,
    private readonly options: SweepRhythm & SweepSource,
  ) {
    this.#ready = new ReadyToTell(lists, trail);
  }

  /** Sweeps a firm if it is time. @throws what Clio’s lists throw; everything told before that stands */
  async sweep(firm: FirmId, signal: AbortSignal): Promise<SweepOutcome> {
    const done = await this.turns.exclusively(firm, () => this.#sweepIfDue(firm, signal));
    if (done !== undefined) return done;
    const soon = Math.min(ELSEWHERE_MS, this.options.everyMs);
    return { outcome: 'elsewhere', dueAt: new Date(this.options.now().getTime() + soon) };
  }

  async #sweepIfDue(firm: FirmId, signal: AbortSignal): Promise<SweepOutcome> {
    const startedAt = this.options.now().toISOString();
    const last = await this.trail.last(firm);
    const readsAnew = last !== undefined && (await this.#namesMoreFields(firm, last));
    if (last !== undefined && !readsAnew) {
      const dueAt = this.#after(last.startedAt);
      if (dueAt > new Date(startedAt)) return { outcome: 'early', dueAt };
      // The first sweep and that of new custom fields take place all the same.
      if (await this.trail.waitsForWebhooks(firm)) {
        return { outcome: 'early', dueAt: this.#after(startedAt) };
      }
    }
    const course: Course = { firm, sweep: this.options.newSweepId(), signal, readsAnew, part: 0 };
    const done = await this.#sweepAll(course, startedAt, last);
    return { outcome: 'swept', ...done, dueAt: this.#after(startedAt) };
  }

  /** Custom fields are read only where the policy names them: matters that do not change would never show a new one. */
  #namesMoreFields(firm: FirmId, { startedAt }: Swept): Promise<boolean> {
    return this.trail.namesMoreFields(firm, sinceOf(startedAt, CLOCKS_DIFFER_MS));
  }

  /** Matters before their documents, clients’ matters with them. The last part of the documents completes the sweep. */
  async #sweepAll(
    course: Course,
    startedAt: string,
    last: Swept | undefined,
  ): Promise<{ readonly swept: Swept; readonly heldBack: number }> {
    const { firm, signal } = course;
    const fromOf = (list: List): string => reachedBy(last, list) ?? startedAt;
    const [matters, contacts, documents] = [emptyTally(), emptyTally(), emptyTally()];
    const since = (list: List): string =>
      list === 'matters' && course.readsAnew ? BEGINNING : sinceOf(fromOf(list), this.options.overlapMs);
    for await (const page of this.lists.matters(firm, since('matters'), signal)) {
      take(matters, page, (matter) => matter.updatedAt);
      matters.told += await this.#tell(course, page.records, []);
    }
    await this.#tellClients(course, since('contacts'), contacts);
    // One page is kept back: what completes the sweep is told together with the last one.
    let kept: readonly SeenDocument[] = [];
    for await (const page of this.lists.documents(firm, since('documents'), signal)) {
      documents.told += await this.#tellDocuments(course, kept, documents);
      take(documents, page, ({ snapshot }) => snapshot.updatedAt);
      kept = page.records;
    }
    const summary = (list: List, tally: Tally) => ({
      since: since(list),
      through: throughOf(fromOf(list), tally, startedAt),
      seen: tally.seen,
      told: tally.told,
    });
    let swept: Swept | undefined;
    await this.#tellDocuments(course, kept, documents, (told) => {
      const all = { ...documents, told: documents.told + told };
      swept = {
        startedAt,
        heldBack: summed([matters, contacts, all]),
        matters: summary('matters', matters),
        contacts: summary('contacts', contacts),
        documents: summary('documents', all),
      };
      return swept;
    });
    if (swept === undefined) throw new TypeError('a sweep ends with what completes it');
    return { swept, heldBack: swept.heldBack?.records ?? 0 };
  }

  /** Clio does not take a matter for changed when its client is renamed: the matters of each changed client are looked at. */
  async #tellClients(course: Course, since: string, tally: Tally): Promise<void> {
    const { firm, signal } = course;
    for await (const page of this.lists.clients(firm, since, signal)) {
      take(tally, page, ({ updatedAt }) => updatedAt);
      for (const { contact } of page.records) {
        const matters = await this.lists.mattersOfClient(firm, contact);
        if (matters.length > 0) tally.told += await this.#tell(course, matters, []);
      }
    }
  }

  /** Documents of a matter that may not be seen wait until it may. */
  async #tellDocuments(
    course: Course,
    seen: readonly SeenDocument[],
    tally: Tally,
    completed?: (told: number) => Swept,
  ): Promise<number> {
    const { matters, documents, heldBack } = await this.#ready.of(course.firm, seen);
    for (const { snapshot } of heldBack) tally.heldBack.push(snapshot.updatedAt);
    if (completed === undefined && documents.length === 0) return 0;
    return this.#tell(course, matters, documents, completed);
  }

  #tell(
    course: Course,
    matters: readonly MatterSnapshot[],
    documents: readonly SeenDocument[],
    completed?: (told: number) => Swept,
  ): Promise<number> {
    course.part += 1;
    const { firm, sweep, part } = course;
    const end = completed === undefined ? {} : { completed };
    return this.trail.tellPart({ firm, sweep, part, matters, documents, ...end });
  }

  #after(startedAt: string): Date {
    return new Date(Date.parse(startedAt) + this.options.everyMs);
  }
}

/** How far a sweep came; what an earlier version told may lie beyond its own beginning. */
const reachedBy = (sweep: Swept | undefined, list: List): string | undefined =>
  sweep && earliest([sweep.startedAt, sweep[list]?.through ?? sweep.startedAt]);

/** What could not be told yet, of all lists. */
function summed(tallies: readonly Tally[]): Swept['heldBack'] {
  const times = tallies.flatMap(({ heldBack }) => heldBack);
  const [first, ...others] = times.filter((at) => at !== null);
  const isHidden = first === undefined || times.includes(null);
  return { records: times.length, oldest: isHidden ? null : earliest([first, ...others]) };
}

function take<T>(
  tally: Tally,
  { records, redacted }: { readonly records: readonly T[]; readonly redacted: readonly (string | null)[] },
  changedAt: (record: T) => string,
): void {
  tally.seen += records.length;
  tally.heldBack.push(...redacted);
  for (const record of records) {
    const at = changedAt(record);
    if (tally.newest === null || at > tally.newest) tally.newest = at;
  }
}
