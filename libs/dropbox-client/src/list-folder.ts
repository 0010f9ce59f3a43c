import { z } from 'zod';
import { parse } from './answer.js';
import { toEntry, type DropboxFile, type DropboxFolder } from './entries.js';

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
