import {
  AuditError,
  openCarriedProof,
  openCheckpoint,
  type VerifiedCheckpoint,
  type VerifierKey,
} from '@counterpart/audit-log';
import type { Event } from '@counterpart/contracts';
import { INDEX_PATH, type Manifest, type ManifestEntry } from '@counterpart/matter-archive';
import { z } from 'zod';

/** Something that is wrong with the proofs of a ZIP. */
export interface ProofFinding {
  readonly code: string;
  /** Which file; null for the ZIP as a whole. */
  readonly path: string | null;
  readonly detail: string;
}

/** What the proofs of a ZIP show. */
export interface ShownProofs {
  readonly findings: readonly ProofFinding[];
  /** Files of which the log holds that exactly these bytes were mirrored. */
  readonly proven: number;
  /** Files that nothing is proven of, and why the manifest says so. */
  readonly unproven: readonly { readonly path: string; readonly reason: string }[];
  /** Null where the ZIP brings none along. */
  readonly checkpoint: VerifiedCheckpoint | null;
}

/** Checks every file’s proof against the log’s public key. The manifest is believed in nothing. */
export function checkProofs(manifest: Manifest, keys: readonly VerifierKey[]): ShownProofs {
  const opened = openLog(manifest, keys);
  if ('finding' in opened) {
    return { findings: [opened.finding], proven: 0, unproven: [], checkpoint: null };
  }
  const { checkpoint } = opened;
  const [findings, unproven]: [ProofFinding[], { path: string; reason: string }[]] = [[], []];
  let proven = 0;
  for (const entry of manifest.entries.filter(({ path }) => path !== INDEX_PATH)) {
    const shown = checkEntry(entry, manifest, checkpoint);
    if (shown === null) proven += 1;
    else if ('reason' in shown) unproven.push({ path: entry.path, reason: shown.reason });
    else findings.push({ ...shown, path: entry.path });
  }
  return { findings, proven, unproven, checkpoint };
}

function openLog(
  { audit }: Manifest,
  keys: readonly VerifierKey[],
): { readonly checkpoint: VerifiedCheckpoint | null } | { readonly finding: ProofFinding } {
  if (audit === undefined) return { checkpoint: null };
  try {
    return { checkpoint: openCheckpoint(audit.checkpoint, keys, keys[0]?.name ?? '') };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return { finding: { code: error.code, path: null, detail: error.message } };
  }
}

type Shown = null | { readonly reason: string } | { readonly code: string; readonly detail: string };

/** @returns null where the entry is proven */
function checkEntry(entry: ManifestEntry, manifest: Manifest, checkpoint: VerifiedCheckpoint | null): Shown {
  const { proof } = entry;
  if (proof === null) return { reason: 'NONE' };
  const reason = reasonIn(proof);
  if (reason !== null) return { reason };
  if (checkpoint === null)
    return { code: 'CHECKPOINT_MISSING', detail: 'the ZIP brings no checkpoint along' };
  try {
    const { event } = openCarriedProof(proof, checkpoint);
    const detail = differenceOf(event, entry, manifest);
    return detail === null ? null : { code: 'EVENT_DIFFERS', detail };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return { code: error.code, detail: error.message };
  }
}

const Lack = z.object({ reason: z.string() });

/** Why there is no proof; null where there should be one. */
const reasonIn = (proof: unknown): string | null => Lack.safeParse(proof).data?.reason ?? null;

/** How an event of the log differs from what is to be proven of a file: that its bytes were mirrored, for this matter. */
function differenceOf(event: Event, entry: ManifestEntry, { subject }: Manifest): string | null {
  if (event.name !== 'DocumentMirrored') return `its event is a ${event.name}`;
  const { firm, data } = event;
  const told = [firm, data.matter, data.size, data.contentHash, data.sha256];
  const found = [subject.firm, subject.matter.id, entry.size, entry.contentHash, entry.sha256];
  const names = ['firm', 'matter', 'size', 'content hash', 'SHA-256'];
  const other = names.find((_, at) => told[at] !== found[at]);
  if (other !== undefined) return `its event tells of another ${other}`;
  if (entry.document === null) return null;
  const { id, version } = entry.document;
  const isSame = data.document === id && data.versionNumber === version.number;
  return isSame ? null : 'its event tells of another document or version';
}
