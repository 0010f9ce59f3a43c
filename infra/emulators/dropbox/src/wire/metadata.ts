import { timestamp } from '../clock.js';
import { foldPath, nameOf } from '../tree/names.js';
import {
  currentOf,
  type Entry,
  type FileEntry,
  type FolderEntry,
  type Revision,
} from '../tree/namespace-tree.js';

/** FileMetadata without a tag, as `upload` and `finish` answer it. */
export function fileMetadata(file: FileEntry, revision: Revision = currentOf(file)): object {
  const isCloudDocument = revision.barred === 'cloud-document';
  return {
    name: nameOf(file.path),
    id: file.id,
    client_modified: timestamp(revision.clientModified),
    server_modified: timestamp(revision.serverModified),
    rev: revision.rev,
    size: revision.content.size,
    path_lower: foldPath(file.path),
    path_display: file.path,
    is_downloadable: !isCloudDocument,
    ...(isCloudDocument
      ? { export_info: { export_as: 'html', export_options: ['html', 'markdown'] } }
      : { content_hash: revision.content.contentHash }),
  };
}

/** FolderMetadata without a tag. */
export const folderMetadata = (folder: FolderEntry): object => ({
  name: nameOf(folder.path),
  id: folder.id,
  path_lower: foldPath(folder.path),
  path_display: folder.path,
});

/** Metadata where any kind may come: tagged. */
export const metadata = (entry: Entry): object =>
  entry.kind === 'file'
    ? { '.tag': 'file', ...fileMetadata(entry) }
    : { '.tag': 'folder', ...folderMetadata(entry) };

export const deletedMetadata = (path: string): object => ({
  '.tag': 'deleted',
  name: nameOf(path),
  path_lower: foldPath(path),
  path_display: path,
});
