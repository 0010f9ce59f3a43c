import { AuditError, FILES, verifyExport, type Finding, type Verification } from '@counterpart/audit-log';
import type { Stamps } from '../stamp-checkpoint/stamp-checkpoint.ports.js';
import type { ExportFolders, NamedKeys, TextFiles } from './verify-export.ports.js';

/** What is verified, and with what. */
export interface VerifyWish {
  readonly folder: string;
  /** Public keys of the log: texts or files. */
  readonly keys: readonly string[];
  /** Public keys of witnesses that must have signed: texts or files. */
  readonly witnesses: readonly string[];
  /** Files of checkpoints that the verifier holds from elsewhere. */
  readonly checkpoints: readonly string[];
  /** File of certificates that a time stamp must lead to, PEM. @default no time stamp is asked for */
  readonly authority?: string;
}

/** What is known of the export’s time stamp. */
export type TimeStampState =
  /** There is none. */
  | { readonly state: 'none' }
  /** There is one, and no authority was named to verify it. */
  | { readonly state: 'unverified' }
  /** The checkpoint existed at that time. */
  | { readonly state: 'verified'; readonly time: string; readonly certificate: string };

/** The result; what is known of the time stamp; which files of the folder are no part of the export. */
export type Verified = Verification & {
  readonly timeStamp: TimeStampState;
  readonly strangers: readonly string[];
};

/** What a verifier needs of the world: files, and nothing else. */
export interface VerifyPorts {
  readonly folders: Pick<ExportFolders, 'read'>;
  readonly files: TextFiles;
  readonly keys: NamedKeys;
  readonly stamps: Pick<Stamps, 'verify'>;
}

/** Verifies an export with nothing but its folder and the public key: no database, no network. */
export async function verifyFolder(ports: VerifyPorts, wish: VerifyWish): Promise<Verified> {
  const { folders, files, keys } = ports;
  const options = {
    keys: await keys.read(wish.keys),
    witnesses: await keys.read(wish.witnesses),
    held: await Promise.all(wish.checkpoints.map((file) => files.read(file))),
  };
  const authorities = wish.authority === undefined ? undefined : await files.read(wish.authority);
  const exported = await folders.read(wish.folder);
  const result = verifyExport(exported, options);
  const timeStamp = await stampOf(exported, ports.stamps, authorities?.toString('utf8'));
  const known = new Set<string>(Object.values(FILES));
  const strangers = [...exported.keys()].filter((name) => !known.has(name));
  if (!('code' in timeStamp)) return { ...result, timeStamp, strangers };
  const findings = [...result.findings, timeStamp];
  return { ok: false, findings, timeStamp: { state: 'unverified' }, strangers };
}

/** @returns a finding where the time stamp that is asked for is missing or wrong */
async function stampOf(
  exported: ReadonlyMap<string, Buffer>,
  stamps: Pick<Stamps, 'verify'>,
  authorities: string | undefined,
): Promise<TimeStampState | Finding> {
  const [stamp, checkpoint] = [exported.get(FILES.timeStamp), exported.get(FILES.checkpoint)];
  const found = (code: Finding['code'], message: string): Finding => ({
    code,
    message,
    file: FILES.timeStamp,
  });
  if (authorities === undefined) return { state: stamp === undefined ? 'none' : 'unverified' };
  if (stamp === undefined || checkpoint === undefined) {
    return found('TIME_STAMP_MISSING', 'the export has no time stamp');
  }
  try {
    const { time, certificate } = await stamps.verify(stamp, checkpoint, authorities);
    return { state: 'verified', time: time.toISOString(), certificate };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return found('TIME_STAMP_WRONG', error.message);
  }
}
