import { z } from 'zod';
import { parse } from './answer.js';
import { File, toEntry, toFile, type DropboxFile, type DropboxFolder } from './entries.js';

const Page = z.object({ entries: z.array(z.unknown()), cursor: z.string(), has_more: z.boolean() });

/** Everything that lies in a folder itself, over all pages of the listing. */
export async function listFolder(
  call: (route: string, arg: object) => Promise<unknown>,
  path: string,
): Promise<readonly (DropboxFile | DropboxFolder)[]> {
  const found: (DropboxFile | DropboxFolder)[] = [];
  let page = parse(Page, await call('files/list_folder', { path }));
  for (;;) {
    found.push(...page.entries.map((entry) => toEntry(entry)).filter((entry) => entry !== undefined));
    if (!page.has_more) return found;
    page = parse(Page, await call('files/list_folder/continue', { cursor: page.cursor }));
  }
}

/** A file of a tree, with the time that its maker gave it. */
export interface TreeFile extends DropboxFile {
  readonly modified: Date;
}

const Dated = z.looseObject({ '.tag': z.string(), client_modified: z.string().optional() });

/** Every file below a folder, over all pages of the listing. */
export async function listTree(
  call: (route: string, arg: object) => Promise<unknown>,
  path: string,
): Promise<readonly TreeFile[]> {
  const found: TreeFile[] = [];
  let page = parse(Page, await call('files/list_folder', { path, recursive: true }));
  for (;;) {
    for (const entry of page.entries) {
      const { '.tag': tag, client_modified: modified } = parse(Dated, entry);
      if (tag === 'file') found.push({ ...toFile(parse(File, entry)), modified: new Date(modified ?? 0) });
    }
    if (!page.has_more) return found;
    page = parse(Page, await call('files/list_folder/continue', { cursor: page.cursor }));
  }
}
