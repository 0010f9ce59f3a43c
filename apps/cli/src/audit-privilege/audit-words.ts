import type { Drift, PrivilegeAudit } from './audit-privilege.handler.js';

export const DRIFT_HEADING = ['document', 'matter', 'path', 'code', 'who', 'through'];

/** One row for each way in that should not be. */
export const driftRows = (drift: readonly Drift[]): readonly (readonly string[])[] =>
  drift.map(({ document, matter, path, code, who, through }) => [
    document ?? '–',
    matter ?? '–',
    path ?? 'not found',
    code,
    who ?? '–',
    through ?? '–',
  ]);

/** What the audit came to, in a sentence. */
export function auditWords({ documents, folder, group, people, drift, clean }: PrivilegeAudit): string {
  const what = `${documents} privileged documents; ${folder} is for ${group} (${people.length} people)`;
  return clean
    ? `${what}. Nobody else can open them.`
    : `${what}. DRIFT: ${drift.length} ways in that should not be.`;
}
