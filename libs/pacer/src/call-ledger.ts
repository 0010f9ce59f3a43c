/** What a call is made for, the most urgent first: live work goes before closing, closing before migration. */
export const URGENCIES = ['live', 'sweep', 'closing', 'migration'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** What an answer tells of the caller’s budget; empty where it tells nothing. */
export interface RateHeaders {
  /** Calls of a whole window. */
  readonly limit?: number;
  /** Calls left in the window. */
  readonly remaining?: number;
  /** End of the window, milliseconds since 1970. */
  readonly resetMs?: number;
}

/** How a budget of calls in windows of a minute stands. Plain JSON, so that pods can share it. */
export interface CallLedger {
  /** Calls of a window; null until an answer has told. */
  readonly limit: number | null;
  /** Calls of this window that nobody has taken. */
  readonly left: number;
  /** End of this window, milliseconds since 1970. */
  readonly resetMs: number;
  /** Whether an answer told the end of this window; until then it is reckoned from the first call. */
  readonly isTold: boolean;
  /** No call goes out before: the vendor refused one. */
  readonly closedUntilMs: number;
  /** Answers told no budget: calls are not counted before. */
  readonly uncountedUntilMs: number;
  /** Until when calls of an urgency are known to wait; less urgent ones hold back so long. */
  readonly waiting: Readonly<Partial<Record<Urgency, number>>>;
  /** Calls that an urgency has taken since the ledger was begun, as far as they are counted. */
  readonly taken: Readonly<Partial<Record<Urgency, number>>>;
}

/** A ledger of which nothing is known yet. */
export const UNKNOWN_LEDGER: CallLedger = Object.freeze({
  limit: null,
  left: 0,
  resetMs: 0,
  isTold: false,
  closedUntilMs: 0,
  uncountedUntilMs: 0,
  waiting: {},
  taken: {},
});

/** Calls that ask for their turn. */
export interface TurnRequest {
  readonly nowMs: number;
  readonly urgency: Urgency;
  /** Calls that wait, at least 1. */
  readonly wanted: number;
}

/** What a request got. */
export interface Turn {
  readonly ledger: CallLedger;
  /** Calls that may go out now. */
  readonly granted: number;
  /** When to ask again where nothing was granted. */
  readonly waitMs: number;
  /** The vendor refused a call and named the time from which on it takes some again. */
  readonly isClosed: boolean;
}

/** A window of Clio’s (developers.clio.com, rate limits): it begins with its first call. */
const WINDOW_MS = 60_000;
/** Calls that go out before the first answer has told the limit: what others used meanwhile shows in it. */
const FIRST_CALLS = 1;
/** Where that answer does not come, or tells nothing, the next call goes out after so long. */
const FIRST_ANSWER_MS = 250;
/** How long an answer without a budget stands for all calls. */
const UNCOUNTED_MS = 10_000;
/** After a reset those that waited come first, for so long. */
const FIRST_SERVED_MS = 2_000;
/** Two ends of windows that differ by less are the same one: the header tells whole seconds. */
const SAME_WINDOW_MS = 1_500;

/**
 * Share of a whole window that an urgency leaves to more urgent calls. What cannot be used any more is not kept. So a
 * migration’s calls go out evenly: at any moment live work finds nine tenths of what the rest of the window has room for,
 * and only its burst, not its daily work, has to wait for the next one.
 */
const LEFT_TO_OTHERS: Readonly<Record<Urgency, number>> = {
  live: 0,
  sweep: 0.1,
  closing: 0.2,
  migration: 0.9,
};

/** Share of a whole window that a migration is reckoned to get beside a firm’s daily work. An estimate, no limit. */
export const MIGRATION_SHARE = 0.6;

/**
 * Takes calls from the budget. A less urgent call leaves a share to more urgent ones, smaller as the window runs out;
 * while more urgent calls wait it gets none.
 */
export function takeTurn(ledger: CallLedger, request: TurnRequest): Turn {
  const { nowMs, urgency, wanted } = request;
  if (nowMs < ledger.closedUntilMs) {
    return { ...refused(ledger, request, ledger.closedUntilMs - nowMs), isClosed: true };
  }
  if (nowMs < ledger.uncountedUntilMs) return { ledger, granted: wanted, waitMs: 0, isClosed: false };
  const open = nowMs < ledger.resetMs ? ledger : newWindow(ledger, nowMs);
  const ahead = waitingAhead(open, urgency, nowMs);
  if (ahead > nowMs) return { ledger: open, granted: 0, waitMs: ahead - nowMs, isClosed: false };
  const granted = Math.min(wanted, Math.max(0, open.left - keptOf(open, urgency, nowMs)));
  if (granted === 0) return refused(open, request, waitOf(open, urgency, nowMs));
  const waiting = granted < wanted ? open.waiting : without(open.waiting, urgency);
  const taken = { ...open.taken, [urgency]: (open.taken[urgency] ?? 0) + granted };
  const left = open.left - granted;
  return { ledger: { ...open, left, waiting, taken }, granted, waitMs: 0, isClosed: false };
}

/** Takes in what an answer tells. Answers overtake each other: within a window the lower count holds. */
export function learnRates(ledger: CallLedger, told: RateHeaders, nowMs: number): CallLedger {
  const { limit, remaining, resetMs } = told;
  if (remaining !== undefined && resetMs !== undefined) {
    const isOver = resetMs <= nowMs || (ledger.isTold && resetMs < ledger.resetMs - SAME_WINDOW_MS);
    return isOver ? ledger : learnWindow(ledger, { limit, remaining, resetMs }, nowMs);
  }
  return limit === undefined ? { ...ledger, limit: null, uncountedUntilMs: nowMs + UNCOUNTED_MS } : ledger;
}

/** A window as an answer tells it. */
interface ToldWindow {
  readonly limit: number | undefined;
  readonly remaining: number;
  readonly resetMs: number;
}

function learnWindow(ledger: CallLedger, told: ToldWindow, nowMs: number): CallLedger {
  const { limit, remaining, resetMs } = told;
  const whole = limit ?? ledger.limit ?? remaining;
  const isNext = ledger.isTold && resetMs > ledger.resetMs + SAME_WINDOW_MS;
  const left = isNext ? remaining : Math.max(0, Math.min(leftBefore(ledger, whole, nowMs), remaining));
  return { ...ledger, limit: whole, left, resetMs, isTold: true, uncountedUntilMs: 0 };
}

/** What our own count leaves of a window of so many calls. */
function leftBefore(ledger: CallLedger, whole: number, nowMs: number): number {
  if (nowMs >= ledger.resetMs) return whole;
  // Before the limit is told, calls are counted down from those that go out first.
  return ledger.limit === null ? whole - (FIRST_CALLS - ledger.left) : ledger.left;
}

/** The vendor refused a call (429). */
export const closeLedger = (ledger: CallLedger, untilMs: number): CallLedger => ({
  ...ledger,
  closedUntilMs: Math.max(ledger.closedUntilMs, untilMs),
});

const newWindow = (ledger: CallLedger, nowMs: number): CallLedger => ({
  ...ledger,
  left: ledger.limit ?? FIRST_CALLS,
  resetMs: nowMs + (ledger.limit === null ? FIRST_ANSWER_MS : WINDOW_MS),
  isTold: false,
});

function keptOf({ limit, resetMs }: CallLedger, urgency: Urgency, nowMs: number): number {
  if (limit === null) return 0;
  return Math.ceil((limit * LEFT_TO_OTHERS[urgency] * Math.min(WINDOW_MS, resetMs - nowMs)) / WINDOW_MS);
}

/** When a call of this urgency can have one: the share that is left to others shrinks evenly. */
function waitOf({ limit, left, resetMs }: CallLedger, urgency: Urgency, nowMs: number): number {
  const share = LEFT_TO_OTHERS[urgency];
  if (limit === null) return resetMs - nowMs;
  if (left === 0 || share === 0) return resetMs - nowMs;
  const allowedMs = ((left - 1) * WINDOW_MS) / (limit * share);
  return Math.max(1, Math.ceil(resetMs - nowMs - allowedMs));
}

function refused(ledger: CallLedger, { nowMs, urgency }: TurnRequest, waitMs: number): Turn {
  const until = nowMs + waitMs + FIRST_SERVED_MS;
  const waiting = { ...ledger.waiting, [urgency]: until };
  return { ledger: { ...ledger, waiting }, granted: 0, waitMs, isClosed: false };
}

/** Until when more urgent calls wait. */
function waitingAhead({ waiting }: CallLedger, urgency: Urgency, nowMs: number): number {
  const ahead = URGENCIES.slice(0, URGENCIES.indexOf(urgency));
  return Math.max(nowMs, ...ahead.map((one) => waiting[one] ?? 0));
}

function without(waiting: CallLedger['waiting'], urgency: Urgency): CallLedger['waiting'] {
  return Object.fromEntries(Object.entries(waiting).filter(([one]) => one !== urgency));
}
