import type { Finding } from './probe-firm.ports.js';

/** Tokens, leases and sweeps bear this much; a Date header has whole seconds. */
const TOLERATED_MS = 30_000;

/** Compares this machine’s clock with one that is right. */
export function clockSkew(here: Date, there: Date): Finding {
  const skewMs = here.getTime() - there.getTime();
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= TOLERATED_MS) return { holds: true, words: `${seconds} s apart` };
  return {
    holds: false,
    words: `this machine’s clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} Clio’s`,
    remedy: 'Have this machine’s clock set by NTP: sweeps and token renewals go by it.',
  };
}
