import type { ConnectionCode, FailureCode } from '@counterpart/contracts';

/** When to try again: by the retry schedule unless said otherwise. */
export interface RetryTime {
  /** Not before this many milliseconds (a Retry-After); the schedule still decides how often. */
  readonly afterMs?: number;
  /** After exactly this many milliseconds; the handler then decides by `tries` when to stop. */
  readonly inMs?: number;
}

/** What a handler says of a record. Expected outcomes are verdicts; only bugs are thrown. */
export type Verdict =
  | { readonly kind: 'done'; readonly asked?: false }
  | { readonly kind: 'skip'; readonly reason: string }
  | ({ readonly kind: 'retry'; readonly code: FailureCode } & RetryTime)
  | { readonly kind: 'dead'; readonly code: FailureCode }
  | { readonly kind: 'outage'; readonly code: FailureCode; readonly afterMs?: number }
  | { readonly kind: 'disconnected'; readonly code: ConnectionCode }
  | { readonly kind: 'full'; readonly code: 'DROPBOX_FULL' };

/** What is tried again, without counting, until a person has mended what all of the firm’s work of this kind needs. */
export type Awaiting = Extract<Verdict, { readonly kind: 'disconnected' | 'full' }>;

export const isAwaiting = (verdict: Verdict): verdict is Awaiting =>
  verdict.kind === 'disconnected' || verdict.kind === 'full';

/** The work is done and recorded. */
export const done = (): Verdict => ({ kind: 'done' });

/** The work is recorded, and no outside system was asked for it: it says nothing of how those are. */
export const noted = (): Verdict => ({ kind: 'done', asked: false });

/** There is nothing to do. */
export const skip = (reason: string): Verdict => ({ kind: 'skip', reason });

/** Try this one again later; its followers wait behind it, everything else flows. */
export const retry = (code: FailureCode, options: RetryTime = {}): Verdict => ({
  kind: 'retry',
  code,
  ...options,
});

/** No retry can help: a person has to look. */
export const dead = (code: FailureCode): Verdict => ({ kind: 'dead', code });

/** An outside system is down: all of the firm’s work in this consumer waits, nothing is parked, other firms’ flows. */
export const outage = (code: FailureCode, options: { readonly afterMs?: number } = {}): Verdict => ({
  kind: 'outage',
  code,
  ...options,
});

/**
 * The firm’s connection is refused until a person connects it anew: what needs it is parked, however long that takes,
 * and other firms’ work flows.
 */
export const disconnected = (code: ConnectionCode): Verdict => ({ kind: 'disconnected', code });

/**
 * The firm’s Dropbox has no space for anything of this kind: it is parked until there is some, however long that takes. Only who
 * handles batches answers so: it tells what does not fit by itself from a Dropbox that is full.
 */
export const full = (): Verdict => ({ kind: 'full', code: 'DROPBOX_FULL' });
