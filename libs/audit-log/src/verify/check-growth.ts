import { AuditError } from '../errors.js';
import { FILES, linesOf } from '../export/export-files.js';
import { parseEarlierLine, type EarlierLine } from '../export/proof-lines.js';
import { verifyConsistency } from '../merkle/verify.js';
import type { Checkpoint, VerifiedCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/keys.js';
import { hasSigned } from '../notes/signed-note.js';
import { checkCheckpoint } from './check-checkpoint.js';
import type { Findings } from './findings.js';

/** An earlier checkpoint with the proof that the export’s checkpoint grew out of it. */
interface Earlier {
  readonly checkpoint: VerifiedCheckpoint;
  readonly proof: readonly Buffer[];
}

/** What earlier checkpoints are compared with. */
interface Present {
  readonly checkpoint: VerifiedCheckpoint;
  /** Keys that the verifier trusts. */
  readonly trusted: readonly VerifierKey[];
  /** Keys that the export brings along: while keys rotate, an earlier checkpoint may be signed by the other one. */
  readonly brought: readonly VerifierKey[];
}

/**
 * Follows the log from earlier checkpoints to the export’s own. An earlier root is shown by its proof, whoever signed it.
 * @param searched size of the log that the statement says was searched: its checkpoint must be there
 */
export function checkGrowth(
  file: Buffer,
  present: Present,
  searched: number,
  findings: Findings,
): readonly Earlier[] {
  const { lines, cut } = linesOf(file);
  if (cut.length > 0) {
    findings.add('EXPORT_FILE_BROKEN', FILES.earlier, 'it ends in the midst of a line', lines.length + 1);
  }
  const earlier = lines.flatMap((line, place) => {
    const parsed = parseEarlierLine(line);
    if (parsed !== undefined) return checkOne(parsed, present, findings);
    findings.add('EXPORT_FILE_BROKEN', FILES.earlier, 'the line is no checkpoint with its proof', place + 1);
    return [];
  });
  if (findings.none && !earlier.some(({ checkpoint: { size } }) => size === searched)) {
    const message = `the checkpoint of the ${searched} events that were searched is not there`;
    findings.add('LOG_GROWTH_UNPROVEN', FILES.earlier, message);
  }
  checkBrought(present, earlier, findings);
  return earlier;
}

/** A key that signed nothing of the export has no business in it. */
function checkBrought(
  { checkpoint, brought }: Present,
  earlier: readonly Earlier[],
  findings: Findings,
): void {
  const notes = [checkpoint, ...earlier.map((one) => one.checkpoint)];
  for (const key of brought) {
    if (notes.some(({ note }) => hasSigned(note, key))) continue;
    findings.add('EXPORT_FILE_BROKEN', FILES.keys, `the key ${key.toString()} signed nothing of the export`);
  }
}

function checkOne(
  line: EarlierLine,
  { checkpoint, trusted, brought }: Present,
  findings: Findings,
): readonly Earlier[] {
  const keys = [...trusted, ...brought];
  const older = checkCheckpoint(Buffer.from(line.checkpoint), keys, findings, FILES.earlier);
  if (older === undefined) return [];
  const isTrusted = older.signers.some((signer) => trusted.includes(signer));
  if (isTrusted && contradicts(older, checkpoint, FILES.earlier, findings)) return [];
  try {
    verifyConsistency({ older, newer: checkpoint, proof: line.proof });
    return [{ checkpoint: older, proof: line.proof }];
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const message = `nothing shows that the log grew out of its checkpoint of ${older.size} events: ${error.message}`;
    findings.add('LOG_GROWTH_UNPROVEN', FILES.earlier, message);
    return [];
  }
}

/** Compares a checkpoint that the verifier holds from elsewhere with those of the export. */
export function checkAgainst(
  held: VerifiedCheckpoint,
  { checkpoint, earlier }: { checkpoint: Checkpoint; earlier: readonly Earlier[] },
  findings: Findings,
): void {
  const file = FILES.checkpoint;
  const known = [checkpoint, ...earlier.map((one) => one.checkpoint)].find(({ size }) => size === held.size);
  if (known !== undefined) {
    contradicts(held, known, file, findings);
    return;
  }
  const message = `the export has no proof between its checkpoint of ${checkpoint.size} events and the one of ${held.size}; export again with --since`;
  findings.add('LOG_GROWTH_UNPROVEN', file, message);
}

/** Two signed roots of one size: proof of a fork, whatever else is said. */
function contradicts(one: Checkpoint, other: Checkpoint, file: string, findings: Findings): boolean {
  if (one.size !== other.size || one.root.equals(other.root)) return false;
  const message = `two signed checkpoints of ${one.size} events have different roots: somebody rewrote history`;
  findings.add('LOG_FORKED', file, message);
  return true;
}
