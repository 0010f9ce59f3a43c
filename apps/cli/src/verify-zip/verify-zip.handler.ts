import { verifyArchive } from '@counterpart/matter-archive';
import type { NamedKeys } from '../verify-export/verify-export.ports.js';
import { checkProofs, type ProofFinding, type ShownProofs } from './check-entries.js';
import type { ZipFiles } from './verify-zip.ports.js';

/** What is verified, and with what. */
export interface ZipWish {
  readonly file: string;
  /** Public keys of the log: texts or files. */
  readonly keys: readonly string[];
}

/** What was shown of a ZIP. */
export interface VerifiedZip extends Omit<ShownProofs, 'checkpoint'> {
  /** The ZIP is whole and every file of it is proven. */
  readonly ok: boolean;
  readonly findings: readonly ProofFinding[];
  /** SHA-256 of the manifest, as `MatterPacked` tells it; null for a ZIP that is not whole. */
  readonly manifestSha256: string | null;
  readonly checkpoint: {
    readonly origin: string;
    readonly size: number;
    readonly signers: readonly string[];
  } | null;
}

/**
 * Verifies the ZIP of a matter or of prior versions with nothing but itself and the log’s public key: every byte of it, and of
 * every file that the log holds the event by which exactly these bytes were mirrored.
 */
export async function verifyZip(
  ports: { readonly zips: ZipFiles; readonly keys: NamedKeys },
  { file, keys: named }: ZipWish,
): Promise<VerifiedZip> {
  const keys = await ports.keys.read(named);
  const verified = await verifyArchive(await ports.zips.open(file));
  if (verified.kind === 'broken') {
    const nothing = { proven: 0, unproven: [], manifestSha256: null, checkpoint: null };
    return { ok: false, findings: verified.faults, ...nothing };
  }
  const { manifest, manifestSha256 } = verified;
  const { checkpoint, ...shown } = checkProofs(manifest, keys);
  const told = checkpoint && {
    origin: checkpoint.origin,
    size: checkpoint.size,
    signers: checkpoint.signers.map(String),
  };
  const ok = shown.findings.length === 0 && shown.unproven.length === 0;
  return { ok, ...shown, manifestSha256, checkpoint: told };
}
