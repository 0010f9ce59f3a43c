import { FAILURES } from '@counterpart/contracts';
import type { FailedWorkList, Ruled } from './tend-parked.handler.js';
import type { FailedWorkLine } from './tend-parked.ports.js';

/** Columns of failed work for people; `--json` has all of it. */
export const PARKED_HEADING = [
  'failed',
  'document',
  'matter',
  'reason',
  'tries',
  'next try',
  'behind',
  'reference',
];

export const parkedRows = (parked: readonly FailedWorkLine[]): readonly (readonly string[])[] =>
  parked.map((line) => [
    line.lastFailedAt,
    line.document === null ? (line.event ?? 'unreadable record') : (line.document.name ?? line.document.id),
    line.matter === null ? '' : (line.matter.number ?? line.matter.id),
    line.code ?? '',
    String(line.tries),
    line.nextTryAt ?? 'given up',
    String(line.behind),
    line.reference,
  ]);

/** What the reasons in a list mean and what mends them, each once. */
export function remedies({ parked, more }: FailedWorkList): string {
  const codes = new Set(parked.flatMap(({ code }) => (code === null ? [] : [code])));
  const lines = [...codes].map((code) => `${code}: ${FAILURES[code].meaning} ${FAILURES[code].remedy}`);
  if (more) lines.push('There is more; name a larger --limit.');
  return lines.join('\n');
}

/** What became of references, in words. */
export function ruledWords(done: string, ruled: Ruled): string {
  const lines = [
    ...ruled.done.map((reference) => `${done}: ${reference}`),
    ...ruled.absent.map((reference) => `The firm has no such failed work: ${reference}`),
  ];
  return lines.length === 0 ? 'Nothing has failed.' : lines.join('\n');
}
