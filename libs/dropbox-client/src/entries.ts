import { z } from 'zod';
import { parse } from './answer.js';

/** FileMetadata (files.stone), as far as mirroring needs it. */
export const File = z.object({
  id: z.string(),
  name: z.string(),
  rev: z.string(),
  size: z.int().nonnegative(),
  path_display: z.string().nullish(),
  path_lower: z.string().nullish(),
  content_hash: z.string(),
});

/** A file as Dropbox describes it. */
export interface DropboxFile {
  readonly kind: 'file';
  readonly id: string;
  readonly rev: string;
  readonly path: string;
  readonly size: number;
  readonly contentHash: string;
}

/** A folder as Dropbox describes it. */
export interface DropboxFolder {
  readonly kind: 'folder';
  readonly id: string;
  readonly path: string;
}

/** What lies at a path. */
export type DropboxEntry =
  | DropboxFile
  | DropboxFolder
  | { readonly kind: 'nothing' }
  /**
   * A file whose bytes Dropbox gives nobody: taken down for legal reasons (files.stone, LookupError), or a cloud document,
   * see {@link CloudDocument}.
   */
  | { readonly kind: 'restricted' };

/**
 * A Paper or Google document, or whatever else has no bytes to be downloaded and compared (files.stone, FileMetadata:
 * `is_downloadable`, `content_hash` is optional). It can be moved and copied as any file.
 */
export interface CloudDocument {
  readonly kind: 'cloud-document';
  readonly id: string;
  readonly path: string;
}

/** A file from its metadata. */
export function toFile(file: z.infer<typeof File>): DropboxFile {
  return {
    kind: 'file',
    id: file.id,
    rev: file.rev,
    path: file.path_display ?? file.path_lower ?? '',
    size: file.size,
    contentHash: file.content_hash,
  };
}

const Tagged = z.looseObject({ '.tag': z.string() });
const Placed = z.object({ id: z.string(), path_display: z.string().nullish() });
const Bytes = z.looseObject({
  is_downloadable: z.boolean().optional(),
  content_hash: z.string().nullish(),
});

/** What lies somewhere, from its metadata; undefined for what was deleted. */
export function toEntry(metadata: unknown): DropboxFile | CloudDocument | DropboxFolder | undefined {
  const { '.tag': tag } = parse(Tagged, metadata);
  if (tag !== 'file' && tag !== 'folder') return undefined;
  if (tag === 'file' && hasBytes(metadata)) return toFile(parse(File, metadata));
  const { id, path_display: path } = parse(Placed, metadata);
  return { kind: tag === 'file' ? 'cloud-document' : 'folder', id, path: path ?? '' };
}

/** Without a content hash nothing could ever be compared with it. */
function hasBytes(metadata: unknown): boolean {
  const { is_downloadable: isDownloadable, content_hash: hash } = parse(Bytes, metadata);
  return isDownloadable !== false && typeof hash === 'string';
}
