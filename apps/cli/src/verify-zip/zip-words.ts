import type { VerifiedZip } from './verify-zip.handler.js';

/** What was shown of a ZIP, or what is wrong with it, for people. */
export function zipWords(result: VerifiedZip): string {
  const { findings, unproven, proven } = result;
  if (findings.length > 0) {
    const lines = findings.map(
      ({ code, path, detail }) => `- ${code}: ${detail}${path === null ? '' : ` (${path})`}`,
    );
    return ['NOT VERIFIED', '', ...lines].join('\n');
  }
  const heading = unproven.length === 0 ? 'VERIFIED' : 'WHOLE, BUT NOT PROVEN IN FULL';
  return [
    heading,
    '',
    '- Every byte of the ZIP is as its manifest says.',
    ...provenWords(proven, result.checkpoint),
    ...unproven.map(({ path, reason }) => `- Not proven: ${path} (${WHY[reason] ?? reason}).`),
    '',
    LIMITS,
  ].join('\n');
}

const WHY: Readonly<Record<string, string>> = {
  NONE: 'the ZIP is of a time without proofs',
  NOT_MIRRORED: 'people put it there or edited it, so the log knows nothing of these bytes',
  OF_ANOTHER_MATTER: 'it was mirrored while its document was in another matter',
  NOT_SEALED: 'the log had not sealed its event when the ZIP was made',
  TOO_MANY_FILES: 'the ZIP has more files than proofs are carried for',
};

function provenWords(proven: number, checkpoint: VerifiedZip['checkpoint']): readonly string[] {
  if (checkpoint === null) return [];
  const { origin, size, signers } = checkpoint;
  return [
    `- Of ${proven} files the log ${origin} holds that exactly these bytes were mirrored from Clio,`,
    `  under its checkpoint of ${size} events, signed by ${signers.join(' and ')}.`,
  ];
}

const LIMITS =
  'Not shown: that the ZIP holds all that the matter had. An export of the matter’s trail shows that (counterpart audit export).';
