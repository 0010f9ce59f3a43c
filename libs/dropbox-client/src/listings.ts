import { z } from 'zod';
import { parse } from './answer.js';
import { toEntry, type CloudDocument, type DropboxFile, type DropboxFolder } from './entries.js';
import { DropboxError } from './errors.js';
import type { DropboxHttp } from './http.js';

const Entry = z.looseObject({
  '.tag': z.string(),
  name: z.string(),
  path_lower: z.string().nullish(),
  client_modified: z.string().nullish(),
});
type Entry = z.infer<typeof Entry>;

const Page = z.object({ entries: z.array(Entry), cursor: z.string(), has_more: z.boolean() });
type Page = z.infer<typeof Page>;

/** What a listing says of a name: the file it now means, or that it means none. */
interface ListedName {
  readonly name: string;
  /** Its path in lower case; null where Dropbox tells none. */
  readonly pathLower: string | null;
  /** Nothing is there any more, nor below it. */
  readonly isGone: boolean;
  readonly file: DropboxFile | null;
}

/** Changes of a folder, and from where the next ones follow. */
export interface ListedPage {
  readonly names: readonly ListedName[];
  readonly cursor: string;
  readonly more: boolean;
}

/** A file of a tree, with the time that its maker gave it. */
export interface TreeFile extends DropboxFile {
  readonly modified: Date;
}

/** Most entries of a page (files.stone, ListFolderArg). */
const PAGE = 2000;

/**
 * What lies in folders, and what changed there since (files/list_folder): page by page with a cursor, or whole. Every
 * failure is a DropboxError.
 */
export class Listings {
  constructor(private readonly http: DropboxHttp) {}

  /** What lies in a folder itself. @returns undefined where no folder is there that could be listed */
  begin(path: string): Promise<ListedPage | undefined> {
    return orNone(this.#first(path, false), 'path');
  }

  /** What lies in a folder and below it. @returns undefined where no folder is there that could be listed */
  beginBelow(path: string): Promise<ListedPage | undefined> {
    return orNone(this.#first(path, true), 'path');
  }

  /** What follows a cursor. @returns undefined where the cursor has expired: begin anew (files.stone, reset) */
  go(cursor: string): Promise<ListedPage | undefined> {
    return orNone(this.#next(cursor), 'reset', 'path');
  }

  /** All that lies in a folder itself. @throws DropboxError with the tag `not_found` where there is no such folder */
  async within(path: string): Promise<readonly (DropboxFile | CloudDocument | DropboxFolder)[]> {
    const entries = await this.#whole(path, false);
    return entries.map((entry) => toEntry(entry)).filter((entry) => entry !== undefined);
  }

  /** Every file below a folder, at any depth. @throws DropboxError with the tag `not_found` where there is no such folder */
  async filesBelow(path: string): Promise<readonly (TreeFile | CloudDocument)[]> {
    const entries = await this.#whole(path, true);
    return entries.map((entry) => toTreeFile(entry)).filter((entry) => entry !== undefined);
  }

  async #whole(path: string, recursive: boolean): Promise<readonly Entry[]> {
    let page = await this.#first(path, recursive);
    const found = [...page.entries];
    while (page.has_more) {
      page = await this.#next(page.cursor);
      for (const entry of page.entries) found.push(entry);
    }
    return found;
  }

  #first(path: string, recursive: boolean): Promise<Page> {
    return this.#page('files/list_folder', { path, recursive, limit: PAGE });
  }

  #next(cursor: string): Promise<Page> {
    return this.#page('files/list_folder/continue', { cursor });
  }

  async #page(route: string, arg: object): Promise<Page> {
    return parse(Page, await this.http.call({ route, style: 'rpc', arg, repeatable: true }));
  }
}

/** A page with what its names mean; undefined where Dropbox refuses it with one of the tags. */
async function orNone(page: Promise<Page>, ...tags: readonly string[]): Promise<ListedPage | undefined> {
  try {
    const { entries, cursor, has_more: more } = await page;
    return { names: entries.map(toName), cursor, more };
  } catch (error) {
    if (error instanceof DropboxError && tags.includes(error.tags[0] ?? '')) return undefined;
    throw error;
  }
}

function toName(entry: Entry): ListedName {
  // A cloud document is no file whose content could be compared.
  const file = toEntry(entry);
  const isGone = entry['.tag'] === 'deleted';
  const named = { name: entry.name, pathLower: entry.path_lower ?? null, isGone };
  return { ...named, file: file?.kind === 'file' ? file : null };
}

function toTreeFile(listed: Entry): TreeFile | CloudDocument | undefined {
  const entry = toEntry(listed);
  if (entry === undefined || entry.kind === 'folder') return undefined;
  return entry.kind === 'file' ? { ...entry, modified: new Date(listed.client_modified ?? 0) } : entry;
}
