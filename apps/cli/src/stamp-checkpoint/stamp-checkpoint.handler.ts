import { AuditError, FILES } from '@counterpart/audit-log';
import type { ExportFolders, TextFiles } from '../verify-export/verify-export.ports.js';
import type { ExportEdits, Stamps } from './stamp-checkpoint.ports.js';

/** How the answer is come by: from an authority at once, or by files where the machine is offline. */
type StampWay =
  | { readonly kind: 'ask'; readonly url: string }
  /** Writes the query, for somebody to carry to an authority. */
  | { readonly kind: 'query'; readonly file: string }
  /** Takes the answer that somebody brought back. */
  | { readonly kind: 'answer'; readonly file: string };

/** What is stamped. */
export interface StampWish {
  /** Folder of the export. */
  readonly folder: string;
  readonly way: StampWay;
  /** File of certificates that the answer must lead to, PEM. @default the answer is stored without that check */
  readonly authority?: string;
}

/** What came of it. */
export type Stamped =
  | { readonly outcome: 'asked'; readonly file: string }
  | {
      readonly outcome: 'stamped';
      readonly file: string;
      readonly time: string;
      readonly isVerified: boolean;
    };

/** What a time stamp needs of the world. */
export interface StampPorts {
  readonly folders: ExportFolders;
  readonly files: TextFiles;
  readonly edits: ExportEdits;
  readonly stamps: Stamps;
}

/** Has an authority say that an export’s checkpoint existed at a time, and stores that with the export. */
export async function stampCheckpoint(
  ports: StampPorts,
  { folder, way, authority }: StampWish,
): Promise<Stamped> {
  const { folders, files, edits, stamps } = ports;
  const checkpoint = (await folders.read(folder)).get(FILES.checkpoint);
  if (checkpoint === undefined)
    throw new AuditError('AUDIT_CHECKPOINT_MALFORMED', `${folder} has no checkpoint`);
  if (way.kind === 'query') {
    await edits.create(way.file, stamps.query(checkpoint).bytes);
    return { outcome: 'asked', file: way.file };
  }
  const answer = way.kind === 'ask' ? await ask(stamps, way.url, checkpoint) : await files.read(way.file);
  const { time } = stamps.read(answer, checkpoint);
  if (authority !== undefined) {
    await stamps.verify(answer, checkpoint, (await files.read(authority)).toString('utf8'));
  }
  await edits.add(folder, FILES.timeStamp, answer);
  const isVerified = authority !== undefined;
  return { outcome: 'stamped', file: FILES.timeStamp, time: time.toISOString(), isVerified };
}

/** An answer that does not repeat the query’s nonce answers another query. */
async function ask(stamps: Stamps, url: string, checkpoint: Buffer): Promise<Buffer> {
  const query = stamps.query(checkpoint);
  const answer = await stamps.ask(url, query.bytes);
  if (stamps.read(answer, checkpoint).nonce?.equals(query.nonce) !== true) {
    throw new AuditError('AUDIT_STAMP_WRONG', 'the authority answered another query');
  }
  return answer;
}
