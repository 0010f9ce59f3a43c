import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/**
 * Copies files of the repository into a new temporary folder, works there, and removes it.
 *
 * @param files paths relative to the repository
 * @param work gets the absolute path of the copy
 */
export async function inCopyOf<T>(files: readonly string[], work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'counterpart-check-'));
  try {
    for (const folder of new Set(files.map((path) => dirname(path)))) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    for (const path of files) copyFileSync(join(repositoryRoot, path), join(root, path));
    return await work(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
