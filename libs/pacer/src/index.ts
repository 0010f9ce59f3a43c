export { AdaptiveLimit, type AdaptiveLimitOptions, type CallOutcome, type Ticket } from './adaptive-limit.js';
export { backoffMs, type BackoffOptions } from './backoff.js';
export {
  closeLedger,
  learnRates,
  MIGRATION_SHARE,
  takeTurn,
  UNKNOWN_LEDGER,
  URGENCIES,
  type CallLedger,
  type RateHeaders,
  type Turn,
  type TurnRequest,
  type Urgency,
} from './call-ledger.js';
export { retryAfterMs } from './retry-after.js';
export { Turnstile, type Passage } from './turnstile.js';
