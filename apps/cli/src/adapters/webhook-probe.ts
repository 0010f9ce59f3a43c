import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const PATIENCE_MS = 10_000;

/** Whether Clio can deliver to the firm’s address, as far as it can be seen from here. */
export const webhookProbe = (webhookUrl: string): Probe => ({
  name: 'Clio: deliver webhooks',
  group: 'webhooks',
  ask: () => reach(new URL(webhookUrl)),
});

async function reach(address: URL): Promise<Finding> {
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  if (address.protocol !== 'https:' && !isHere) {
    return {
      holds: false,
      words: `${address.origin} is not https; Clio delivers to https alone`,
      remedy: 'Give ingest a public https address, and name it as `webhookUrl` in the firms file.',
    };
  }
  try {
    // A handler that answers at all is reached; what it answers to a stranger is its own business.
    const { status } = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (status < 500) return { holds: true, words: `${address.origin} answers` };
    return unreached(`${address.origin} answers ${status}`);
  } catch {
    return unreached(`${address.origin} does not answer`);
  }
}

const unreached = (words: string): Finding => ({
  holds: false,
  words,
  remedy:
    'See to it that ingest runs and that its public address leads to it; sweeps find what webhooks miss.',
});
