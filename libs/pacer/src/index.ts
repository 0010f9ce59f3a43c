export { AdaptiveLimit, type AdaptiveLimitOptions, type CallOutcome, type Ticket } from './adaptive-limit.js';
export { backoffMs, type BackoffOptions } from './backoff.js';
export { RateWindow, type RateHeaders } from './rate-window.js';
export { retryAfterMs } from './retry-after.js';
export { Turnstile } from './turnstile.js';
