import type { CallOptions, ClioClient } from './client.js';

/**
 * Whether Clio shows by its records that a version is no more: the document is deleted, or others of its versions are listed without this
 * one. A 404 for its bytes says nothing: what may not be seen is answered like that, too.
 * @throws ClioError, also where the document itself is not to be seen
 */
export async function isVersionDeleted(
  client: Pick<ClioClient, 'getDocument' | 'listVersions'>,
  { document, version }: { readonly document: string; readonly version: string },
  options: CallOptions = {},
): Promise<boolean> {
  const { deleted_at: deletedAt } = await client.getDocument(document, options);
  if (deletedAt != null) return true;
  const versions: string[] = [];
  for await (const { id } of client.listVersions(document, options)) versions.push(id);
  // A document without any version is one that may not be seen whole.
  return versions.length > 0 && !versions.includes(version);
}
