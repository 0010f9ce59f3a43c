import { AuditError } from '../errors.js';
import { FILES, linesOf } from '../export/export-files.js';
import { openCheckpoint, type VerifiedCheckpoint } from '../notes/checkpoint.js';
import { parseVerifierKey, type VerifierKey } from '../notes/keys.js';
import { verifyCosignature } from '../notes/signed-note.js';
import { FINDING_OF, type FindingCode, type Findings } from './findings.js';

/** Opens a checkpoint; what is wrong with it is found. */
export function checkCheckpoint(
  note: Buffer,
  keys: readonly VerifierKey[],
  findings: Findings,
  file: string = FILES.checkpoint,
): VerifiedCheckpoint | undefined {
  const text = textOf(note);
  if (text === undefined) {
    findings.add('EXPORT_FILE_BROKEN', file, 'it is no UTF-8 text');
    return undefined;
  }
  return attempt(findings, file, 'EXPORT_FILE_BROKEN', () => openCheckpoint(text, keys, originOf(keys)));
}

/** A key is named as its log; keys of one log share the name. */
const originOf = (keys: readonly VerifierKey[]): string => keys[0]?.name ?? '';

/** The keys that an export brings along, each of which must be whole. */
export function checkKeys(file: Buffer, findings: Findings): readonly VerifierKey[] {
  const { lines, cut } = linesOf(file);
  if (lines.length === 0 || cut.length > 0) {
    findings.add('EXPORT_FILE_BROKEN', FILES.keys, 'it is no list of keys, one a line');
  }
  return lines.flatMap((line, index) => {
    const text = line.toString('utf8');
    const key = attempt(findings, FILES.keys, 'EXPORT_FILE_BROKEN', () => parseVerifierKey(text));
    if (key === undefined) return [];
    if (Buffer.from(key.toString()).equals(line)) return [key];
    findings.add('EXPORT_FILE_BROKEN', FILES.keys, 'the key is not written as keys are', index + 1);
    return [];
  });
}

/** The cosignatures of the given witnesses. */
export function checkWitnesses(
  { note }: VerifiedCheckpoint,
  witnesses: readonly VerifierKey[],
  findings: Findings,
): readonly { readonly name: string; readonly time: string }[] {
  return witnesses.flatMap((witness) => {
    try {
      const { name, time } = verifyCosignature(note, witness);
      return [{ name, time: time.toISOString() }];
    } catch (error) {
      if (!(error instanceof AuditError)) throw error;
      const code = error.code === 'AUDIT_SIGNATURE_MISSING' ? 'WITNESS_MISSING' : 'WITNESS_WRONG';
      findings.add(code, FILES.checkpoint, error.message);
      return [];
    }
  });
}

/** Does something whose coded failure is a finding. */
function attempt<Result>(
  findings: Findings,
  file: string,
  otherwise: FindingCode,
  work: () => Result,
): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    findings.add(FINDING_OF[error.code] ?? otherwise, file, error.message);
    return undefined;
  }
}

/** @returns undefined where the bytes are no UTF-8 */
export function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
