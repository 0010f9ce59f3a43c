import type { Content } from '../blob-store.js';
import { conflictedCopy, numbered, pathProblem } from './names.js';
import { currentOf, type FileEntry, type NamespaceTree, type Revision } from './namespace-tree.js';

/** How a commit deals with what stands at its path (files.stone WriteMode). */
type WriteMode =
  | { readonly kind: 'add' }
  | { readonly kind: 'overwrite' }
  | { readonly kind: 'update'; readonly rev: string };

/** A file to be written. */
export interface Commit {
  readonly path: string;
  readonly mode: WriteMode;
  readonly autorename: boolean;
  readonly strictConflict: boolean;
  readonly clientModified: number | null;
}

/** Written, or why not: tags of a WriteError. */
export type Written = { readonly file: FileEntry } | { readonly refused: readonly string[] };

/** Names a revision and its time. */
export type Stamp = () => { readonly rev: string; readonly now: number };

/**
 * Writes a file by the rules of CommitInfo: nothing there, it is written; a folder there always conflicts; the same
 * content there is no conflict and writes nothing, unless strict; other content conflicts on `add`, is replaced on
 * `overwrite`, and on `update` only where the revision is the current one.
 */
export function write(tree: NamespaceTree, commit: Commit, content: Content, stamp: Stamp): Written {
  const problem = pathProblem(commit.path);
  if (problem !== undefined) return { refused: [problem] };
  if (tree.fileAncestor(commit.path)) return { refused: ['conflict', 'file_ancestor'] };
  const standing = tree.at(commit.path);
  const conflict = conflictAt(commit, standing, content);
  if (conflict === 'same') return { file: standing as FileEntry };
  if (conflict === undefined) return { file: tree.putFile(commit.path, revision(commit, content, stamp)) };
  if (!commit.autorename) return { refused: ['conflict', conflict] };
  return { file: tree.putFile(freePath(tree, commit), revision(commit, content, stamp)) };
}

function conflictAt(
  { mode, strictConflict }: Commit,
  standing: ReturnType<NamespaceTree['at']>,
  content: Content,
): 'file' | 'folder' | 'same' | undefined {
  if (standing === undefined) return mode.kind === 'update' && strictConflict ? 'file' : undefined;
  if (standing.kind === 'folder') return 'folder';
  const current = currentOf(standing);
  if (current.content.contentHash === content.contentHash) {
    return strictConflict && mode.kind !== 'overwrite' ? 'file' : 'same';
  }
  return mayReplace(mode, current.rev) ? undefined : 'file';
}

const mayReplace = (mode: WriteMode, rev: string): boolean =>
  mode.kind === 'overwrite' || (mode.kind === 'update' && mode.rev === rev);

function freePath(tree: NamespaceTree, { path, mode }: Commit): string {
  const candidate = (number: number): string =>
    mode.kind === 'update' ? conflictedCopy(path, number - 1) : numbered(path, number);
  for (let number = 2; ; number += 1) if (tree.at(candidate(number)) === undefined) return candidate(number);
}

function revision(commit: Commit, content: Content, stamp: Stamp): Revision {
  const { rev, now } = stamp();
  return { rev, content, clientModified: commit.clientModified ?? now, serverModified: now };
}
