import { AuditError, FILES, parseSignerKey, witnessCheckpoint, type Witnessed } from '@counterpart/audit-log';
import type { ExportEdits } from '../stamp-checkpoint/stamp-checkpoint.ports.js';
import type { ExportFolders, NamedKeys, TextFiles } from '../verify-export/verify-export.ports.js';
import type { WitnessMemory } from './cosign-checkpoint.ports.js';

/** What is signed along. */
export interface CosignWish {
  /** Folder of the export. */
  readonly folder: string;
  /** File of the witness’s private key. */
  readonly witnessKey: string;
  /** Public keys of the log: texts or files. */
  readonly keys: readonly string[];
  /** File of the checkpoint that the witness signed last; made where it is not there. */
  readonly seen: string;
}

/** What a witness needs of the world. */
export interface CosignPorts {
  readonly folders: ExportFolders;
  readonly files: TextFiles;
  readonly keys: NamedKeys;
  readonly edits: ExportEdits;
  readonly memory: WitnessMemory;
  readonly now: () => Date;
}

/**
 * Signs an export’s checkpoint along, if the log grew out of what this witness signed before. The memory is written before
 * the signature is handed out: a crash between the two leaves a checkpoint that can be signed again, never two histories.
 */
export async function cosignCheckpoint(
  ports: CosignPorts,
  wish: CosignWish,
): Promise<Omit<Witnessed, 'checkpoint'>> {
  const exported = await ports.folders.read(wish.folder);
  const checkpoint = exported.get(FILES.checkpoint)?.toString('utf8') ?? '';
  const key = parseSignerKey((await ports.files.read(wish.witnessKey)).toString('utf8'));
  const request = {
    checkpoint,
    earlier: exported.get(FILES.earlier) ?? Buffer.alloc(0),
    seen: (await ports.memory.recall(wish.seen))?.toString('utf8'),
    keys: await ports.keys.read(wish.keys),
  };
  const made = witnessCheckpoint(request, key, ports.now());
  if (made.checkpoint !== checkpoint && exported.has(FILES.timeStamp)) {
    throw new AuditError(
      'AUDIT_STAMP_WRONG',
      'the checkpoint has a time stamp over it already: witness first, then stamp',
    );
  }
  await ports.edits.replace(wish.seen, Buffer.from(made.checkpoint));
  await ports.edits.replace(`${wish.folder}/${FILES.checkpoint}`, Buffer.from(made.checkpoint));
  return { size: made.size, from: made.from };
}
