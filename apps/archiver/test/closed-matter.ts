import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DocumentId,
  documentStream,
  EventId,
  NamespaceId,
  VersionId,
  type MatterId,
  type MatterSnapshot,
} from '@counterpart/contracts';
import { archiveFileAt, verifyArchive, type Manifest, type WholeArchive } from '@counterpart/matter-archive';
import { FIRM, MATTER, type Scene, type TreeFile } from './scene.js';

const ROUTED = EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000008');

/** The matter as Clio shows it when it was closed. */
export const CLOSED: MatterSnapshot = {
  id: MATTER,
  etag: 'e',
  displayNumber: '2026-0001',
  description: 'Sale of the mill',
  status: 'Closed',
  openDate: null,
  closeDate: '2026-11-24',
  client: null,
  responsibleAttorney: null,
  practiceArea: null,
  updatedAt: '2026-11-24T09:00:00Z',
};

/** What the trail tells of a document whose counterpart a file is. */
export async function mirror(
  scene: Scene,
  id: string,
  file: TreeFile,
  matter: MatterId = MATTER,
): Promise<void> {
  const document = DocumentId.parse(id);
  const stream = documentStream(FIRM, document);
  const version = { id: VersionId.parse(`90${id}`), number: 1, size: file.size };
  await scene.tell(stream, 'DocumentAdded', {
    document: {
      id: document,
      etag: 'e',
      name: 'Memo.pdf',
      filename: null,
      matter: MATTER,
      category: null,
      folder: null,
      creator: null,
      version: { ...version, contentType: null, receivedAt: null },
      createdAt: '2026-11-24T09:00:00Z',
      updatedAt: '2026-11-24T09:00:00Z',
    },
  });
  const outcome = { document, matter, routed: ROUTED, versionNumber: 1 };
  await scene.tell(stream, 'DocumentMirrored', {
    ...outcome,
    namespace: NamespaceId.parse('7'),
    path: file.path,
    counterpart: file.id,
    rev: file.rev,
    size: file.size,
    contentHash: file.hash,
    sha256: 's',
    how: 'written',
  });
  if (!file.path.startsWith('/Privileged')) return;
  const locked = {
    proof: ROUTED,
    path: file.path,
    counterpart: file.id,
    revokedLinks: 0,
    removedMembers: 0,
  };
  await scene.tell(stream, 'DocumentLockedAway', { ...outcome, ...locked });
}

/** A ZIP of Dropbox, read back from a copy on disk. @throws where it is not whole */
export async function wholeZip(scene: Scene, path: string): Promise<WholeArchive> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of scene.client.download(path)) chunks.push(chunk);
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    const file = join(folder, 'archive.zip');
    writeFileSync(file, Buffer.concat(chunks));
    const verified = await verifyArchive(await archiveFileAt(file));
    if (verified.kind !== 'whole') throw new Error(JSON.stringify(verified.faults));
    return verified;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const manifestOf = async (scene: Scene, path: string): Promise<Manifest> =>
  (await wholeZip(scene, path)).manifest;
