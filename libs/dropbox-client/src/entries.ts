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
  /** A file that Dropbox shows to nobody, taken down for legal reasons (files.stone LookupError). */
  | { readonly kind: 'restricted' };

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
const Folder = z.object({ id: z.string(), path_display: z.string().nullish() });

/** A file or folder from its metadata; undefined for what was deleted. */
export function toEntry(metadata: unknown): DropboxFile | DropboxFolder | undefined {
  const { '.tag': tag } = parse(Tagged, metadata);
  if (tag === 'file') return toFile(parse(File, metadata));
  if (tag !== 'folder') return undefined;
  const { id, path_display: path } = parse(Folder, metadata);
  return { kind: 'folder', id, path: path ?? '' };
}
