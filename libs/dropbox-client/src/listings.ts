import { z } from 'zod';
import { parse } from './answer.js';
import { File, toFile, type DropboxFile } from './entries.js';
import { DropboxError } from './errors.js';
import type { DropboxHttp } from './http.js';

const Page = z.object({
  entries: z.array(z.looseObject({ '.tag': z.string(), name: z.string(), path_lower: z.string().nullish() })),
  cursor: z.string(),
  has_more: z.boolean(),
});
/** What a listing says of a name: the file it now means, or that it means none. */
interface ListedName {
  readonly name: string;
  /** Its path in lower case; null where Dropbox tells none. */
  readonly pathLower: string | null;
  readonly file: DropboxFile | null;
}

/** Changes of a folder, and from where the next ones follow. */
export interface ListedPage {
  readonly names: readonly ListedName[];
  readonly cursor: string;
  readonly more: boolean;
}

/** Most entries of a page (files.stone, ListFolderArg). */
const PAGE = 2000;

/** What lies in folders, and what changed there since (files/list_folder). Every failure is a DropboxError. */
export class Listings {
  constructor(private readonly http: DropboxHttp) {}

  /** What lies in a folder itself. @returns undefined where no folder is there that could be listed */
  begin(path: string): Promise<ListedPage | undefined> {
    return this.#page('files/list_folder', { path, recursive: false, limit: PAGE }, 'path');
  }

  /** What lies in a folder and below it. @returns undefined where no folder is there that could be listed */
  beginBelow(path: string): Promise<ListedPage | undefined> {
    return this.#page('files/list_folder', { path, recursive: true, limit: PAGE }, 'path');
  }

  /** What follows a cursor. @returns undefined where the cursor has expired: begin anew (files.stone, reset) */
  go(cursor: string): Promise<ListedPage | undefined> {
    return this.#page('files/list_folder/continue', { cursor }, 'reset', 'path');
  }

  async #page(route: string, arg: unknown, ...over: readonly string[]): Promise<ListedPage | undefined> {
    try {
      const answer = await this.http.call({ route, style: 'rpc', arg, repeatable: true });
      const { entries, cursor, has_more: more } = parse(Page, answer);
      return { names: entries.map(toName), cursor, more };
    } catch (error) {
      if (error instanceof DropboxError && over.includes(error.tags[0] ?? '')) return undefined;
      throw error;
    }
  }
}

function toName(entry: z.infer<typeof Page>['entries'][number]): ListedName {
  // A file without a content hash is none whose content could be compared: a cloud document, or a hidden one.
  const file = entry['.tag'] === 'file' ? File.safeParse(entry) : undefined;
  const named = { name: entry.name, pathLower: entry.path_lower ?? null };
  return { ...named, file: file?.success === true ? toFile(file.data) : null };
}
