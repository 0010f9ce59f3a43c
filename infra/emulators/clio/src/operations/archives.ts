import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

import { notFound } from '../api-error.js';
import type { FirmBook } from '../state/firm-book.js';
import type { ClioDocument, DocumentArchive } from '../state/records.js';
import { archiveName, uploadName } from '../storage/upload-targets.js';
import type { Desk } from './desk.js';

/** A document or folder to put into an archive. */
export interface ArchiveItem {
  readonly id: number;
  readonly type: 'Document' | 'Folder';
}

/** How archives turn out. Tests change it by the admin route. */
export interface ArchivePlan {
  /** Archives that fail from now on. */
  fail: number;
  /** Archives whose last document is left out from now on. */
  omit: number;
  /** How entries are called. */
  readonly names: 'numbered' | 'plain';
}

/** Begins an archive; the zip is written behind the call, as at Clio. Throws 404 for an unknown item. */
export function beginArchive(
  desk: Desk & { readonly archivePlan: ArchivePlan },
  items: readonly ArchiveItem[],
): DocumentArchive {
  const { book } = desk;
  const documents = items.flatMap((item) => documentsOf(book, item));
  const archive = book.archives.add({
    ...book.archives.stamp(),
    state: 'queued',
    progress: 0,
    size: 0,
    message: null,
    documentIds: documents.map((document) => document.id),
  });
  const plan = { ...desk.archivePlan };
  desk.archivePlan.fail = Math.max(0, plan.fail - 1);
  desk.archivePlan.omit = Math.max(0, plan.omit - 1);
  setImmediate(() => void writeArchive(desk, archive, { documents, plan }));
  return archive;
}

function documentsOf(book: FirmBook, { id, type }: ArchiveItem): ClioDocument[] {
  if (type === 'Folder') {
    if (book.folders.get(id) === undefined) throw notFound();
    return [...book.documents.all()].filter((one) => one.deletedAt === null && book.liesIn(one, id, true));
  }
  const document = book.documents.get(id);
  if (document === undefined || document.deletedAt !== null) throw notFound();
  return [document];
}

async function writeArchive(
  desk: Desk,
  archive: DocumentArchive,
  { documents, plan }: { readonly documents: readonly ClioDocument[]; readonly plan: ArchivePlan },
): Promise<void> {
  const { book, bytes } = desk;
  archive.state = 'in_progress';
  try {
    if (plan.fail > 0) throw new Error('The archive could not be written');
    const zip = new ZipFile();
    const written = pipeline(zip.outputStream, createWriteStream(bytes.path(archiveName(archive.id))));
    const given = plan.omit > 0 ? documents.slice(0, -1) : documents;
    for (const [index, document] of given.entries()) {
      addEntry(desk, zip, document, plan.names === 'numbered' ? `${index + 1} ` : '');
    }
    zip.end();
    await written;
    archive.size = await bytes.sizeOf(archiveName(archive.id));
    archive.state = 'completed';
    archive.progress = 100;
  } catch (error) {
    archive.state = 'failed';
    archive.message = error instanceof Error ? error.message : 'The archive could not be written';
  }
  book.archives.touch(archive);
}

/** Names repeat in Clio: each entry is led by its folders, and by a number where that is wanted. */
function addEntry({ book, bytes }: Desk, zip: ZipFile, document: ClioDocument, lead: string): void {
  const version = book.versionsOf(document).findLast((one) => book.isWhole(one));
  if (version === undefined) return;
  const folders = [...book.ancestors(document.parentId)].filter((folder) => !folder.root).reverse();
  const clean = (name: string): string => name.replaceAll(/[\\/:*?"<>|]/g, '_');
  const path = [...folders.map((folder) => folder.name), `${lead}${document.name}`].map(clean).join('/');
  zip.addFile(bytes.path(uploadName(version.uuid)), path);
}
