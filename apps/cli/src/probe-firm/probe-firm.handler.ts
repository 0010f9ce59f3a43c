import type { FirmId } from '@counterpart/contracts';
import type { Finding, MeaningOf, Probe, Probed } from './probe-firm.ports.js';

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
  return { firm, holds: probed.every(({ outcome }) => HOLDING.has(outcome)), probes: probed };
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

/** What does not speak against a connection. */
const HOLDING: ReadonlySet<Probed['outcome']> = new Set(['ok', 'untried'] as const);

function toProbed({ name }: Probe, finding: Finding): Probed {
  const { words } = finding;
  if (finding.holds === false)
    return { probe: name, outcome: 'failed', finding: words, remedy: finding.remedy };
  return { probe: name, outcome: finding.holds === null ? 'untried' : 'ok', finding: words, remedy: null };
}
