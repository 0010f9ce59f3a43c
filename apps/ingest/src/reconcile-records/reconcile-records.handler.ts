import { DocumentId, MatterId, type FirmId, type MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import { holdBack, keyOf, type CarriedRecord, type HeldRecord } from '../detection/held-back.js';
import { earliest, sinceOf, throughOf } from '../detection/sweep-window.js';
import { ReadyToTell } from './ready-to-tell.js';
import type {
  ChangedRecords,
  ChangeLists,
  Swept,
  SweepTrail,
  SweepTurns,
} from './reconcile-records.ports.js';

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
  /** What cannot be told. */
  readonly held: HeldRecord[];
  /** What the lists showed, whole or not. */
  readonly met: Set<string>;
  part: number;
}

/** What one list came to. */
interface Tally {
  seen: number;
  told: number;
  newest: string | null;
}

type List = HeldRecord['list'];

/** When to look again whether another pod’s sweep has come to its end. */
const ELSEWHERE_MS = 60_000;

/** Clocks of two machines may differ by so much: a policy that came into force around a sweep may not have been seen by it. */
const CLOCKS_DIFFER_MS = 30_000;
/** Before any matter: all of them are asked for. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

const emptyTally = (): Tally => ({ seen: 0, told: 0, newest: null });

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
    const sweep = this.options.newSweepId();
    const course: Course = { firm, sweep, signal, readsAnew, held: [], met: new Set(), part: 0 };
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
      meet(course, 'matters', { redacted: page.redacted, shown: page.records.map(({ id }) => id) });
      matters.told += await this.#tell(course, page.records, []);
    }
    await this.#tellClients(course, since('contacts'), contacts);
    // One page is kept back: what completes the sweep is told together with the last one.
    let kept: readonly SeenDocument[] = [];
    for await (const page of this.lists.documents(firm, since('documents'), signal)) {
      documents.told += await this.#tellDocuments(course, kept);
      take(documents, page, ({ snapshot }) => snapshot.updatedAt);
      meet(course, 'documents', {
        redacted: page.redacted,
        shown: page.records.map(({ snapshot }) => snapshot.id),
      });
      kept = page.records;
    }
    const before = last?.heldBack?.carried ?? [];
    documents.told += await this.#askAgain(course, before);
    let swept: Swept | undefined;
    await this.#tellDocuments(course, kept, (told) => {
      const asked = (list: List): string => sinceOf(fromOf(list), this.options.overlapMs);
      const { carried, left, toldUpTo } = holdBack({ held: course.held, before, since: asked, startedAt });
      const summary = (list: List, tally: Tally) => {
        const heldBack = left.flatMap((one) => (one.list === list ? [one.changedAt] : []));
        const through = throughOf(fromOf(list), { newest: tally.newest, heldBack }, startedAt);
        return { since: since(list), through, seen: tally.seen, told: tally.told };
      };
      swept = {
        startedAt,
        toldUpTo,
        heldBack: { ...countsOf([...carried, ...left]), carried: [...carried] },
        matters: summary('matters', matters),
        contacts: summary('contacts', contacts),
        documents: summary('documents', { ...documents, told: documents.told + told }),
      };
      return swept;
    });
    if (swept === undefined) throw new TypeError('a sweep ends with what completes it');
    return { swept, heldBack: course.held.length };
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

  /** Clio does not take a matter for changed when its client is renamed: the matters of each changed client are looked at. */
  async #tellClients(course: Course, since: string, tally: Tally): Promise<void> {
    const { firm, signal } = course;
    for await (const page of this.lists.clients(firm, since, signal)) {
      take(tally, page, ({ updatedAt }) => updatedAt);
      meet(course, 'contacts', { redacted: page.redacted, shown: [] });
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

/** How far a sweep came; what an earlier version told may lie beyond its own beginning. */
const reachedBy = (sweep: Swept | undefined, list: List): string | undefined =>
  sweep && earliest([sweep.startedAt, sweep[list]?.through ?? sweep.startedAt]);

/** How much of what could not be told is hidden, and how much is being uploaded. */
function countsOf(held: readonly Pick<HeldRecord, 'why'>[]) {
  const hidden = held.filter(({ why }) => why === 'hidden').length;
  return { hidden, uploading: held.length - hidden };
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
  { records }: Pick<ChangedRecords<T>, 'records'>,
  changedAt: (record: T) => string,
): void {
  tally.seen += records.length;
  for (const record of records) {
    const at = changedAt(record);
    if (tally.newest === null || at > tally.newest) tally.newest = at;
  }
}
