import type { FirmId } from '@counterpart/contracts';
import type { Finding, MeaningOf, Probe } from './probe-firm.ports.js';

/** One probe and what it found. */
interface Probed {
  readonly probe: string;
  /** `skipped`: the connection it needs is refused. */
  readonly outcome: 'ok' | 'failed' | 'skipped';
  readonly finding: string;
  readonly remedy: string | null;
}

/** How a firm’s connections do. */
export interface Diagnosis {
  readonly firm: FirmId;
  readonly holds: boolean;
  readonly probes: readonly Probed[];
}

/** Asks every probe, one after another; what fails hides nothing that comes after it. */
export async function probeFirm(
  firm: FirmId,
  probes: readonly Probe[],
  meaningOf: MeaningOf,
): Promise<Diagnosis> {
  const ended = new Set<string>();
  const probed: Probed[] = [];
  for (const probe of probes) {
    if (ended.has(probe.group)) {
      probed.push({ probe: probe.name, outcome: 'skipped', finding: 'not asked', remedy: null });
      continue;
    }
    const { finding, ends } = await ask(probe, meaningOf);
    if (ends) ended.add(probe.group);
    probed.push(toProbed(probe, finding));
  }
  return { firm, holds: probed.every(({ outcome }) => outcome === 'ok'), probes: probed };
}

async function ask(
  probe: Probe,
  meaningOf: MeaningOf,
): Promise<{ readonly finding: Finding; readonly ends: boolean }> {
  try {
    return { finding: await probe.ask(), ends: false };
  } catch (error) {
    const { ends, ...finding } = meaningOf(error, probe);
    return { finding, ends };
  }
}

const toProbed = ({ name }: Probe, finding: Finding): Probed => ({
  probe: name,
  outcome: finding.holds ? 'ok' : 'failed',
  finding: finding.words,
  remedy: finding.holds ? null : finding.remedy,
});
