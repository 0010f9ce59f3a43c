import type { Diagnosis } from './probe-firm.handler.js';

const MARKS = { ok: 'ok', failed: 'FAILED', skipped: 'not asked', untried: 'not tried' } as const;

/** Columns of a diagnosis for people. */
export const DIAGNOSIS_HEADING = ['', 'probe', 'found'];

export const diagnosisRows = ({ probes }: Diagnosis): readonly (readonly string[])[] =>
  probes.map(({ probe, outcome, finding }) => [MARKS[outcome], probe, outcome === 'skipped' ? '' : finding]);

/** What is to be done, each once; or that nothing is. */
export function diagnosisWords({ firm, holds, probes }: Diagnosis): string {
  if (holds) {
    const isWhole = probes.every(({ outcome }) => outcome === 'ok');
    return `All ${isWhole ? '' : 'that could be tried '}is well with the connections of ${firm}.`;
  }
  const remedies = new Set(probes.flatMap(({ remedy }) => (remedy === null ? [] : [remedy])));
  return ['What to do:', ...[...remedies].map((remedy) => `- ${remedy}`)].join('\n');
}
