import type {
  DocumentId,
  EventData,
  EventId,
  FirmId,
  MatterId,
  MatterSnapshot,
  MigrationRun,
} from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { SeenDocument } from '../detection/detect-document.js';

/** One page of what Clio lists. */
export interface HistoryPage<T> {
  readonly records: readonly T[];
  /** How many more records there are that the connected user may not see whole. */
  readonly hidden: number;
  /** What the next page is asked for with; null after the last one. */
  readonly next: string | null;
  /** It is the first page again: Clio refused the place that was asked for. */
  readonly isAnew?: boolean;
}

/** What already lies in Clio. All calls are of the least urgency: live work goes first. */
export interface HistoryLists {
  /** A page of all matters. A place that Clio no longer knows is the beginning: nothing is missed, pages come again. */
  matters(firm: FirmId, after: string | null, signal: AbortSignal): Promise<HistoryPage<MatterSnapshot>>;
  /** A page of all documents; as with matters. */
  documents(firm: FirmId, after: string | null, signal: AbortSignal): Promise<HistoryPage<SeenDocument>>;
  /** All documents of a matter, as one page. */
  documentsOfMatter(firm: FirmId, matter: MatterId, signal: AbortSignal): Promise<HistoryPage<SeenDocument>>;
  /** @returns undefined where the connected user may not see it */
  matter(firm: FirmId, matter: MatterId): Promise<MatterSnapshot | undefined>;
  /** These documents as they are now, as far as Clio shows them; at most {@link MOST_TOGETHER}. */
  read(firm: FirmId, ids: readonly DocumentId[], signal: AbortSignal): Promise<readonly SeenDocument[]>;
  /** What a failure means. @returns undefined for one that is not Clio’s */
  troubleOf(error: unknown): Trouble | undefined;
}

/** Documents that one list call can be asked for (OpenAPI v4, `limit`). */
export const MOST_TOGETHER = 200;

type FailureCode = EventData<'MigrationFailed'>['code'];

/** Why Clio did not answer as it should. */
export interface Trouble {
  /** `outage`: it passes by itself. `refusal`: asking often enough without another answer, a person has to look. */
  readonly kind: 'outage' | 'refusal';
  readonly code: string;
  /** What the run fails with where it is refused for good. */
  readonly failure: FailureCode;
  readonly afterMs: number | undefined;
}

/** What a run does now. */
type HistoryPhase = 'matters' | 'documents' | 'copying';

/** How far a run has come. */
export interface HistoryProgress {
  readonly phase: HistoryPhase;
  /** Where the list that it reads goes on; null at its beginning. */
  readonly cursor: string | null;
}

/** A document that a run found. */
export interface FoundDocument {
  readonly document: DocumentId;
  readonly matter: MatterId | null;
  /** Bytes, as Clio told them when it was found. */
  readonly size: number;
}

/** What a run came to. */
export type HistorySummary = Pick<
  EventData<'MigrationCompleted'>,
  'begunAt' | 'matters' | 'hidden' | 'documents'
>;

/** A page as it is taken in: what it held, and how much of it may not be seen. */
export interface TakenPage<T> {
  readonly found: T;
  readonly hidden: number;
}

/**
 * What came of a wave. `told`: registered. `left`: in the trash by now. `unseen`: Clio shows them no more, or not their
 * matter. `unfinished`: their upload is not over.
 */
export type WaveOutcome = Readonly<Record<'told' | 'left' | 'unseen' | 'unfinished', readonly DocumentId[]>>;

/** A run of a firm. */
export interface FirmRun {
  readonly firm: FirmId;
  readonly run: EventId;
}

/** Where it is kept how far runs have come. */
export interface HistoryBook {
  /** Opens a run where it is not open yet; older runs of the firm are forgotten then. */
  open(firm: FirmId, run: MigrationRun): Promise<HistoryProgress>;
  /** Within the transaction that tells a page of matters. */
  turnMatters(tx: Transaction, run: FirmRun, page: TakenPage<number>, to: HistoryProgress): Promise<void>;
  /** Takes in a page of documents. Known ones stay as they are. */
  find(run: FirmRun, page: TakenPage<readonly FoundDocument[]>, to: HistoryProgress): Promise<void>;
  /** The next documents to be told, matter by matter. */
  next(run: FirmRun, limit: number): Promise<readonly FoundDocument[]>;
  /** Within the transaction that tells them. */
  tell(tx: Transaction, run: FirmRun, wave: WaveOutcome): Promise<void>;
  /**
   * Takes in what became of told documents. @returns how many of those that were told after a moment are still on their
   * way, and how many of all
   */
  settle(run: FirmRun, since: Date): Promise<{ readonly fresh: number; readonly all: number }>;
  /**
   * Looks once more at what did not come into the Dropbox of now: a rule that held a document may have let it go meanwhile.
   * @returns how many are on their way again
   */
  review(run: FirmRun): Promise<number>;
  summary(run: FirmRun): Promise<HistorySummary>;
  /** The list that a run reads is begun anew: what was counted of it counts no more. @returns how often it was by now */
  restart(run: FirmRun): Promise<number>;
  /** Notes trouble. @returns how often in a row there was some */
  stumble(run: FirmRun, code: string): Promise<number>;
}

/** What the trail tells of runs, and what is told there. */
export interface HistoryTrail {
  /** The run that is under way. */
  current(firm: FirmId): Promise<MigrationRun | null>;
  /** Within a transaction: fails where the run was paused meanwhile. @throws RunHeld */
  mustRun(tx: Transaction, firm: FirmId, run: EventId): Promise<void>;
  complete(firm: FirmId, run: MigrationRun, summary: HistorySummary): Promise<void>;
  fail(firm: FirmId, run: MigrationRun, code: FailureCode): Promise<void>;
}

/** A run was paused, or ended, between the look at the trail and the telling. Nothing was told. */
export class RunHeld extends Error {
  override readonly name = 'RunHeld';
  readonly code = 'MIGRATION_HELD';
}
