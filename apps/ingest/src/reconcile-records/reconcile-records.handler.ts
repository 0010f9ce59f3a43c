import { DocumentId, MatterId, type FirmId, type MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import { keyOf, type CarriedRecord, type HeldRecord } from '../detection/held-back.js';
import { CREATION_MS } from '../detection/plan-hooks.js';
import { sinceOf } from '../detection/sweep-window.js';
import { ReadyToTell } from './ready-to-tell.js';
import type {
  ChangedRecords,
  ChangeLists,
  Swept,
  SweepTrail,
  SweepTurns,
} from './reconcile-records.ports.js';
import { isBlankOf, summaryOf, windowsOf, type List, type SeenSweep, type Tally } from './sweep-summary.js';

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
  /** Whether a webhook of the firm serves that was made after a moment. */
  readonly servesAnew: (firm: FirmId, since: Date) => Promise<boolean>;
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

/** A sweep as it goes on. */
interface Course extends Omit<SeenSweep, 'knowsDocuments'> {
  readonly firm: FirmId;
  readonly sweep: string;
  readonly signal: AbortSignal;
  readonly held: HeldRecord[];
  /** What the lists showed, whole or not. */
  readonly met: Set<string>;
  part: number;
}

/** When to look again whether another pod’s sweep has come to its end. */
const ELSEWHERE_MS = 60_000;

/** Clocks of two machines may differ by so much: a policy that came into force around a sweep may not have been seen by it. */
const CLOCKS_DIFFER_MS = 30_000;

const emptyTally = (): Tally => ({ seen: 0, hidden: 0, told: 0, newest: null });

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
      // The first sweep and that of new custom fields take place all the same, and one after webhooks were not heard of.
      if (await this.#waitsForWebhooks(firm, last))
        return { outcome: 'early', dueAt: this.#after(startedAt) };
    }
    const course = this.#begun({ firm, signal }, last, { startedAt, readsAnew });
    const swept = await this.#sweepAll(course);
    return { outcome: 'swept', swept, heldBack: course.held.length, dueAt: this.#after(startedAt) };
  }

  /** All matters are read anew where the policy names custom fields that they were not read for. */
  #begun(
    of: Pick<Course, 'firm' | 'signal'>,
    last: Swept | undefined,
    { startedAt, readsAnew }: { readonly startedAt: string; readonly readsAnew: boolean },
  ): Course {
    const { overlapMs } = this.options;
    const windows = windowsOf(last, { startedAt, overlapMs, readsAnew });
    const tallies = { matters: emptyTally(), contacts: emptyTally(), documents: emptyTally() };
    const [sweep, carried] = [this.options.newSweepId(), last?.heldBack?.carried ?? []];
    return { ...of, sweep, startedAt, windows, tallies, last, carried, held: [], met: new Set(), part: 0 };
  }

  /** Custom fields are read only where the policy names them: matters that do not change would never show a new one. */
  #namesMoreFields(firm: FirmId, { startedAt }: Swept): Promise<boolean> {
    return this.trail.namesMoreFields(firm, sinceOf(startedAt, CLOCKS_DIFFER_MS));
  }

  /**
   * While a firm was mirrored by the hour, no webhook told anything: what changed since the last sweep is found by one more. So is what
   * changed before a webhook served that was made in place of one that did no more.
   */
  async #waitsForWebhooks(firm: FirmId, { startedAt }: Swept): Promise<boolean> {
    if (!(await this.trail.waitsForWebhooks(firm, sinceOf(startedAt, CLOCKS_DIFFER_MS)))) return false;
    const since = sinceOf(startedAt, CLOCKS_DIFFER_MS + CREATION_MS);
    return !(await this.options.servesAnew(firm, new Date(since)));
  }

  /** Matters before their documents, clients’ matters with them. */
  async #sweepAll(course: Course): Promise<Swept> {
    await this.#sweepMatters(course);
    await this.#sweepClients(course);
    return this.#sweepDocuments(course);
  }

  async #sweepMatters(course: Course): Promise<void> {
    const { firm, signal, windows, tallies } = course;
    for await (const page of this.lists.matters(firm, windows.matters.since, signal)) {
      take(tallies.matters, page, ({ updatedAt }) => updatedAt);
      meet(course, 'matters', { redacted: page.redacted, shown: page.records.map(({ id }) => id) });
      tallies.matters.told += await this.#tell(course, page.records, []);
    }
  }

  /** Clio does not take a matter for changed when its client is renamed: the matters of each changed client are looked at. */
  async #sweepClients(course: Course): Promise<void> {
    const { firm, signal, windows, tallies } = course;
    for await (const page of this.lists.clients(firm, windows.contacts.since, signal)) {
      take(tallies.contacts, page, ({ updatedAt }) => updatedAt);
      meet(course, 'contacts', { redacted: page.redacted, shown: [] });
      for (const { contact } of page.records) {
        const matters = await this.lists.mattersOfClient(firm, contact);
        if (matters.length > 0) tallies.contacts.told += await this.#tell(course, matters, []);
      }
    }
  }

  /** One page is kept back: what completes the sweep is told together with the last one. */
  async #sweepDocuments(course: Course): Promise<Swept> {
    const { firm, signal, windows, tallies, carried } = course;
    let kept: readonly SeenDocument[] = [];
    for await (const page of this.lists.documents(firm, windows.documents.since, signal)) {
      tallies.documents.told += await this.#tellDocuments(course, kept);
      take(tallies.documents, page, ({ snapshot }) => snapshot.updatedAt);
      const shown = page.records.map(({ snapshot }) => snapshot.id);
      meet(course, 'documents', { redacted: page.redacted, shown });
      kept = page.records;
    }
    tallies.documents.told += await this.#askAgain(course, carried);
    const knowsDocuments =
      isBlankOf(tallies) && (await this.trail.knowsOfChanges(firm, windows.documents.since));
    const summary = (told: number): Swept => summaryOf({ ...course, knowsDocuments }, told);
    return summary(await this.#tellDocuments(course, kept, summary));
  }

  /** Asks for what could not be told before, by its id: the lists have moved on. @returns how many facts were told */
  async #askAgain(course: Course, carried: readonly CarriedRecord[]): Promise<number> {
    const { firm, signal, held, met } = course;
    const open = carried.filter((one) => !met.has(keyOf(one)));
    let told = 0;
    for (const one of open.filter(({ list }) => list === 'matters')) {
      const matter = await this.lists.matterIfWhole(firm, MatterId.parse(one.id), signal);
      if (matter === undefined) held.push(still(one));
      else told += await this.#tellMatterAnew(course, matter);
    }
    const documents = open.filter(({ list }) => list === 'documents');
    if (documents.length === 0) return told;
    const ids = documents.map(({ id }) => DocumentId.parse(id));
    const shown = await this.lists.documentsOf(firm, ids, signal);
    const isShown = new Set<string>(shown.map(({ snapshot }) => snapshot.id));
    // Absence is not deletion: what a right hides may be not shown at all.
    held.push(...documents.filter(({ id }) => !isShown.has(id)).map(still));
    return told + (await this.#tellDocuments(course, shown));
  }

  /** While a matter was hidden, its documents may have been, too: all of them are looked at. */
  async #tellMatterAnew(course: Course, matter: MatterSnapshot): Promise<number> {
    const { firm, signal } = course;
    let told = await this.#tell(course, [matter], []);
    for await (const { records, redacted } of this.lists.documentsOfMatter(firm, matter.id, signal)) {
      meet(course, 'documents', { redacted, shown: [] });
      told += await this.#tellDocuments(course, records);
    }
    return told;
  }

  /** Documents of a matter that may not be seen wait until it may. */
  async #tellDocuments(
    course: Course,
    seen: readonly SeenDocument[],
    completed?: (told: number) => Swept,
  ): Promise<number> {
    const { matters, documents, heldBack, hidden } = await this.#ready.of(course.firm, seen);
    for (const document of heldBack) {
      const { id, updatedAt: changedAt } = document.snapshot;
      const why = hidden.has(document) ? 'hidden' : 'uploading';
      course.held.push({ list: 'documents', id, changedAt, why });
    }
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

const still = ({ since, ...one }: CarriedRecord): HeldRecord => ({ ...one, changedAt: since });

/** Notes what a list showed, and what it hid. */
function meet(
  { held, met }: Course,
  list: List,
  {
    redacted,
    shown,
  }: { readonly redacted: ChangedRecords<unknown>['redacted']; readonly shown: readonly string[] },
): void {
  held.push(...redacted.map((one): HeldRecord => ({ ...one, list, why: 'hidden' })));
  for (const id of shown) met.add(keyOf({ list, id }));
  for (const { id } of redacted) if (id !== null) met.add(keyOf({ list, id }));
}

function take<T>(
  tally: Tally,
  { records, redacted }: ChangedRecords<T>,
  changedAt: (record: T) => string,
): void {
  tally.seen += records.length;
  tally.hidden += redacted.length;
  for (const record of records) {
    const at = changedAt(record);
    if (tally.newest === null || at > tally.newest) tally.newest = at;
  }
}
