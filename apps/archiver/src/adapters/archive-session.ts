import { contentHash, DropboxError, SESSION_LIFE_MS, type DropboxClient } from '@counterpart/dropbox-client';
import { MatterArchiveError, pourArchive, type ArchiveReceipt } from '@counterpart/matter-archive';
import type { ArchiveToPut, PackingProgress } from '../pack-matter/pack-matter.ports.js';

/** A session this near its end is not gone on with: what is left to send, and the commit, need time too. */
const NEAR_END_MS = 24 * 60 * 60 * 1000;

/** Bytes of one append: a multiple of Dropbox’s 4 MiB block. */
const PIECE_BYTES = 8 * 1_048_576;

/** How archives are sent. */
export interface SendingOptions {
  readonly now: () => Date;
  /** @default 8388608 */
  readonly pieceBytes?: number;
}

type ArchiveToSend = Pick<ArchiveToPut, 'journal' | 'signal' | 'write'>;

/** A whole archive in a closed session, ready to be committed. */
export interface SentArchive {
  readonly session: string;
  readonly receipt: ArchiveReceipt;
}

/**
 * Sends an archive into an upload session: into the one of an earlier try, from its last acknowledged byte, where that can
 * still be used and the archive is still the same to the bit; else into a new one.
 */
export async function sendArchive(
  client: DropboxClient,
  archive: ArchiveToSend,
  options: SendingOptions,
): Promise<SentArchive> {
  const known = await archive.journal.load();
  if (known !== undefined && isUsable(known, options.now())) {
    try {
      return await pourInto(client, archive, { ...options, known });
    } catch (error) {
      if (!isSpent(error)) throw error;
    }
  }
  const [session] = await client.sessions.startBatch(1);
  if (session === undefined) throw new TypeError('one session was asked for');
  const fresh = { session, startedAt: options.now(), acknowledged: 0, sent: { offset: 0, contentHash: '' } };
  return pourInto(client, archive, { ...options, known: fresh });
}

async function pourInto(
  client: DropboxClient,
  { journal, signal, write }: ArchiveToSend,
  { known, pieceBytes = PIECE_BYTES }: SendingOptions & { readonly known: PackingProgress },
): Promise<SentArchive> {
  const { session, startedAt } = known;
  const calledOff = signal === undefined ? {} : { signal };
  const append = (offset: number, bytes: Buffer, close: boolean): Promise<void> =>
    client.sessions.append({ session, offset, close }, bytes, { hash: contentHash(bytes), ...calledOff });
  const receipt = await pourArchive(
    write(),
    { append },
    { pieceBytes, from: known, record: (progress) => journal.save({ session, startedAt, ...progress }) },
  );
  return { session, receipt };
}

const isUsable = ({ startedAt }: PackingProgress, now: Date): boolean =>
  now.getTime() - startedAt.getTime() < SESSION_LIFE_MS - NEAR_END_MS;

/** What says that a session is gone or is not what the journal thinks (files.stone, UploadSessionLookupError). */
const SPENT_TAGS: ReadonlySet<string> = new Set(['not_found', 'closed', 'incorrect_offset', 'not_closed']);

/** Whether the session cannot be gone on with: it is gone, or the archive is another by now. */
export function isSpent(error: unknown): boolean {
  if (error instanceof MatterArchiveError) return error.code === 'ARCHIVE_DIVERGED';
  return error instanceof DropboxError && error.tags.some((tag) => SPENT_TAGS.has(tag));
}
