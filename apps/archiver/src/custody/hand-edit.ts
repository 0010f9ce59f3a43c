import { nameRoom, withSuffix } from '@counterpart/placement';

/** The name under which a hand edit is kept: its content makes it, so the same edit is kept once. */
export function editName(
  { path, contentHash }: { readonly path: string; readonly contentHash: string },
  folder: string,
): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return withSuffix(name, `_edited_${contentHash.slice(0, 8)}`, nameRoom(folder));
}
