import type { DocumentId, FirmId, MatterSnapshot, MigrationRun } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import type { Ready, ReadyToTell } from '../reconcile-records/ready-to-tell.js';
import type { SweepTrail, SweepTurns } from '../reconcile-records/reconcile-records.ports.js';
import {
  MOST_TOGETHER,
  RunHeld,
  type FirmRun,
  type FoundDocument,
  type HistoryBook,
  type HistoryLists,
  type HistoryPage,
  type HistoryProgress,
  type HistoryTrail,
  type TakenPage,
  type WaveOutcome,
} from './migrate-history.ports.js';

/** The outside world as migrating needs it. */
export interface HistoryPorts {
  readonly lists: HistoryLists;
  readonly book: HistoryBook;
  readonly trail: HistoryTrail;
  /** Tells facts by the comparison that webhooks and sweeps go through. */
  readonly facts: Pick<SweepTrail, 'tellPart'>;
  readonly ready: Pick<ReadyToTell, 'of'>;
  readonly turns: SweepTurns;
}

/** How much a migration has under way, and what is given from outside. */
export interface HistoryPace {
  /** Documents told together, at most {@link MOST_TOGETHER}: the fuller the archives, the fewer calls. */
  readonly wave: number;
  /** Documents of a run that may be on their way at once, so that live ones find room beside them. */
  readonly window: number;
  readonly now: () => Date;
  /** A UUIDv7. */
  readonly newPartId: () => string;
}

/** `worked`: there is more to do now. `waits`: for what is on its way, or for Clio. `idle`: nothing is asked for. */
export interface HistoryStep {
  readonly did: 'worked' | 'waits' | 'idle' | 'done' | 'failed';
  /** When to take the next step. */
  readonly afterMs: number;
}

/** One run of one firm as a step sees it. */
interface Course {
  readonly firm: FirmId;
  readonly run: MigrationRun;
  readonly signal: AbortSignal;
}

const runOf = ({ firm, run }: Pick<Course, 'firm' | 'run'>): FirmRun => ({ firm, run: run.run });

/** Between two looks whether somebody has started a run. */
const IDLE_MS = 5_000;
/** Between two looks at what is on its way. */
const LOOK_MS = 1_000;
/** Before Clio is asked again where it does not say. */
const TROUBLE_MS = 15_000;
/** A document that is on its way for longer waits for something else (a retry, a person), and holds up no others. */
const PATIENCE_MS = 15 * 60_000;
/** Answers other than agreed, one after another, before a person has to look. */
const REFUSALS = 5;
/** Documents of a wave whose versions are asked for, a call each: other firms’ migrations wait for the end of a step. */
const MOST_LISTS = 10;

/**
 * Mirrors what already lies in Clio: lists it, then tells it in waves, matter by matter, as the same facts that webhooks
 * lead to. Every step stands by itself: its progress is stored with what it told, so a crash repeats one step at most.
 * What a list does not show is never taken for deleted.
 */
export class MigrateHistory {
  constructor(
    private readonly ports: HistoryPorts,
    private readonly pace: HistoryPace,
  ) {}

  /** Takes one step of the firm’s run, if there is one. @throws what is not Clio’s failure */
  async step(firm: FirmId, signal: AbortSignal): Promise<HistoryStep> {
    const run = await this.ports.trail.current(firm);
    if (run?.standing !== 'running') return { did: 'idle', afterMs: IDLE_MS };
    const step = await this.ports.turns.exclusively(firm, () => this.#tryStep({ firm, run, signal }));
    return step ?? { did: 'waits', afterMs: IDLE_MS };
  }

  async #tryStep(course: Course): Promise<HistoryStep> {
    try {
      return await this.#step(course, await this.ports.book.open(course.firm, course.run));
    } catch (error) {
      if (error instanceof RunHeld) return { did: 'idle', afterMs: LOOK_MS };
      return this.#stumble(course, error);
    }
  }

  async #stumble({ firm, run }: Course, error: unknown): Promise<HistoryStep> {
    const trouble = this.ports.lists.troubleOf(error);
    if (trouble === undefined) throw error;
    const times = await this.ports.book.stumble(runOf({ firm, run }), trouble.code);
    if (trouble.kind === 'outage' || times < REFUSALS) {
      return { did: 'waits', afterMs: trouble.afterMs ?? TROUBLE_MS };
    }
    await this.ports.trail.fail(firm, run, trouble.failure);
    return { did: 'failed', afterMs: IDLE_MS };
  }

  #step(course: Course, { phase, cursor }: HistoryProgress): Promise<HistoryStep> {
    switch (phase) {
      case 'matters':
        return this.#matters(course, cursor);
      case 'documents':
        return this.#documents(course, cursor);
      case 'copying':
        return this.#copy(course);
    }
  }

  async #matters(course: Course, cursor: string | null): Promise<HistoryStep> {
    const { firm, run, signal } = course;
    const { lists, trail, book } = this.ports;
    if (run.matter === null) {
      const page = await lists.matters(firm, cursor, signal);
      if (await this.#isGivenUp(course, page)) return { did: 'failed', afterMs: IDLE_MS };
      const { records, hidden, next } = page;
      return this.#tellMatters(course, { found: records, hidden }, next);
    }
    const matter = await lists.matter(firm, run.matter);
    if (matter !== undefined) return this.#tellMatters(course, { found: [matter], hidden: 0 }, null);
    await book.stumble(runOf(course), 'MATTER_UNKNOWN');
    await trail.fail(firm, run, 'MATTER_UNKNOWN');
    return { did: 'failed', afterMs: IDLE_MS };
  }

  async #tellMatters(
    course: Course,
    { found: matters, hidden }: TakenPage<readonly MatterSnapshot[]>,
    next: string | null,
  ): Promise<HistoryStep> {
    const to: HistoryProgress =
      next === null ? { phase: 'documents', cursor: null } : { phase: 'matters', cursor: next };
    await this.ports.facts.tellPart({
      ...this.#part(course),
      matters,
      documents: [],
      alongside: async (tx) => {
        await this.ports.trail.mustRun(tx, course.firm, course.run.run);
        await this.ports.book.turnMatters(tx, runOf(course), { found: matters.length, hidden }, to);
      },
    });
    return { did: 'worked', afterMs: 0 };
  }

  async #documents(course: Course, cursor: string | null): Promise<HistoryStep> {
    const { firm, run, signal } = course;
    const { lists, book } = this.ports;
    const page =
      run.matter === null
        ? await lists.documents(firm, cursor, signal)
        : await lists.documentsOfMatter(firm, run.matter, signal);
    if (await this.#isGivenUp(course, page)) return { did: 'failed', afterMs: IDLE_MS };
    const { records, hidden, next } = page;
    const to: HistoryProgress =
      next === null ? { phase: 'copying', cursor: null } : { phase: 'documents', cursor: next };
    await book.find(runOf(course), { found: records.map(foundOf), hidden }, to);
    return { did: 'worked', afterMs: 0 };
  }

  /** A list of which one place is refused each time would be begun anew for ever: after a few times the run fails, and says so. */
  async #isGivenUp(
    course: Course,
    { isAnew = false }: Pick<HistoryPage<unknown>, 'isAnew'>,
  ): Promise<boolean> {
    if (!isAnew) return false;
    const times = await this.ports.book.restart(runOf(course));
    if (times % REFUSALS !== 0) return false;
    await this.ports.trail.fail(course.firm, course.run, 'CLIO_ANSWER_INVALID');
    return true;
  }

  /** Tells the next wave where there is room for it; ends the run when every document has its outcome. */
  async #copy(course: Course): Promise<HistoryStep> {
    const { firm, run } = course;
    const { book, trail } = this.ports;
    const since = new Date(this.pace.now().getTime() - PATIENCE_MS);
    const onTheirWay = await book.settle(runOf(course), since);
    const wave = Math.min(this.pace.wave, MOST_TOGETHER);
    // Whole waves only: a wave shares its calls.
    if (onTheirWay.fresh > 0 && onTheirWay.fresh + wave > this.pace.window) {
      return { did: 'waits', afterMs: LOOK_MS };
    }
    const next = await book.next(runOf(course), wave);
    if (next.length > 0) return this.#tellWave(course, next);
    if (onTheirWay.all > 0 || (await book.review(runOf(course))) > 0)
      return { did: 'waits', afterMs: LOOK_MS };
    await trail.complete(firm, run, await book.summary(runOf(course)));
    return { did: 'done', afterMs: IDLE_MS };
  }

  /** Documents are read anew, right before they are told: the list may be hours old. */
  async #tellWave(course: Course, wave: readonly FoundDocument[]): Promise<HistoryStep> {
    const { firm, run, signal } = course;
    const ids = wave.map(({ document }) => document);
    const seen = await this.ports.lists.read(firm, ids, signal);
    const asked = new Set<DocumentId>(ids);
    const { matters, documents, later, hidden } = await this.ports.ready.of(
      firm,
      seen.filter(({ snapshot }) => asked.has(snapshot.id)),
      { mostLists: MOST_LISTS },
    );
    const waiting = new Set(later.map(({ snapshot }) => snapshot.id));
    const outcome = waveOutcome(
      ids.filter((id) => !waiting.has(id)),
      seen,
      { documents, hidden },
    );
    await this.ports.facts.tellPart({
      ...this.#part(course),
      matters,
      documents,
      ofHistory: true,
      alongside: async (tx) => {
        await this.ports.trail.mustRun(tx, firm, run.run);
        await this.ports.book.tell(tx, runOf(course), outcome);
      },
    });
    return { did: 'worked', afterMs: 0 };
  }

  #part({ firm, run }: Course) {
    const sweep = this.pace.newPartId();
    return {
      firm,
      sweep,
      part: 1,
      origin: { event: run.run, handler: `ingest.migrate-history@${sweep}` },
    };
  }
}

const foundOf = ({ snapshot }: SeenDocument): FoundDocument => ({
  document: snapshot.id,
  matter: snapshot.matter,
  size: snapshot.version.size,
});

/**
 * What went to the trash meanwhile is told, if it was known, and waited for by nobody. Of a document whose newest version is
 * not uploaded the ones before are mirrored.
 */
const isMirrorable = ({ trashedAt, fullyUploaded, versions = [] }: SeenDocument): boolean =>
  trashedAt === null && (fullyUploaded || versions.length > 0);

/** What became of the documents of a wave. */
function waveOutcome(
  ids: readonly DocumentId[],
  seen: readonly SeenDocument[],
  { documents, hidden }: Pick<Ready, 'documents' | 'hidden'>,
): WaveOutcome {
  const shown = new Map(seen.map((document) => [document.snapshot.id, document]));
  const isTold = new Set(documents.filter(isMirrorable).map(({ snapshot }) => snapshot.id));
  const outcomeOf = (id: DocumentId): keyof WaveOutcome => {
    const document = shown.get(id);
    if (document === undefined) return 'unseen';
    if (document.trashedAt !== null) return 'left';
    if (isTold.has(id)) return 'told';
    return hidden.has(document) ? 'unseen' : 'unfinished';
  };
  const by = Map.groupBy(ids, outcomeOf);
  const of = (outcome: keyof WaveOutcome): readonly DocumentId[] => by.get(outcome) ?? [];
  return { told: of('told'), left: of('left'), unseen: of('unseen'), unfinished: of('unfinished') };
}
