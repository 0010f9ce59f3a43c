export { backoffMs, type BackoffOptions } from './backoff.js';
export { RateWindow, type RateHeaders } from './rate-window.js';
export { retryAfterMs } from './retry-after.js';
