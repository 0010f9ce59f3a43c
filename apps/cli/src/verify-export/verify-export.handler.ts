import { FILES, verifyExport, type Verification } from '@counterpart/audit-log';
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
}

/** The result, and which files of the folder are no part of the export. */
export type Verified = Verification & { readonly strangers: readonly string[] };

/** Verifies an export with nothing but its folder and the public key: no database, no network. */
export async function verifyFolder(
  {
    folders,
    files,
    keys,
  }: { readonly folders: ExportFolders; readonly files: TextFiles; readonly keys: NamedKeys },
  wish: VerifyWish,
): Promise<Verified> {
  const options = {
    keys: await keys.read(wish.keys),
    witnesses: await keys.read(wish.witnesses),
    held: await Promise.all(wish.checkpoints.map((file) => files.read(file))),
  };
  const exported = await folders.read(wish.folder);
  const result = verifyExport(exported, options);
  const known = new Set<string>(Object.values(FILES));
  return { ...result, strangers: [...exported.keys()].filter((name) => !known.has(name)) };
}
