import { AuditError } from '../errors.js';
import { FILES, linesOf } from '../export/export-files.js';
import { parseProofLine, type ProofLine } from '../export/proof-lines.js';
import { verifyInclusion } from '../merkle/verify.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import type { Findings } from './findings.js';

/** The index of an export: each line’s hash was shown to be in the log at its leaf. */
export interface ProvenIndex {
  readonly events: readonly ProofLine[];
  readonly statement: ProofLine;
}

/** Reads the proofs and follows each to the signed root. */
export function checkProofs(
  file: Buffer,
  checkpoint: Checkpoint,
  findings: Findings,
): ProvenIndex | undefined {
  const { lines, cut } = linesOf(file);
  if (cut.length > 0) {
    findings.add('EXPORT_FILE_BROKEN', FILES.proofs, 'it ends in the midst of a line', lines.length + 1);
  }
  const proofs = lines.map((line, index) => checkProof(line, checkpoint, findings, index + 1));
  const whole = proofs.filter((proof) => proof !== undefined);
  const statement = whole.at(-1);
  if (whole.length < proofs.length || cut.length > 0) return undefined;
  if (statement !== undefined && whole.length > 1) return { events: whole.slice(0, -1), statement };
  findings.add('EXPORT_FILE_BROKEN', FILES.proofs, 'it holds no proofs of events');
  return undefined;
}

function checkProof(
  line: Buffer,
  { size, root }: Checkpoint,
  findings: Findings,
  number: number,
): ProofLine | undefined {
  const proof = parseProofLine(line);
  if (proof === undefined) {
    findings.add('EXPORT_FILE_BROKEN', FILES.proofs, 'the line is no proof', number);
    return undefined;
  }
  try {
    verifyInclusion({ leafHash: proof.hash, leaf: proof.leaf, size, proof: proof.path }, root);
    return proof;
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    findings.add('EXPORT_PROOF_WRONG', FILES.proofs, error.message, number);
    return undefined;
  }
}
