import { hash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { MirroredFile } from '../compare/compare.js';
import { getJson, ObservationFailed } from './get-json.js';

const Entry = z.object({
  type: z.enum(['file', 'folder']),
  path_display: z.string(),
  id: z.string(),
  size: z.number().optional(),
  sha256: z.string().optional(),
});

const Loss = z.object({
  contentHash: z.string(),
  path: z.string(),
  route: z.string(),
  request: z.string().nullable(),
});
/** Bytes that could be found in no file, and the call after which; `request` is null where it was somebody’s hand. */
export type Loss = z.infer<typeof Loss>;

const Faults = z.object({ rules: z.array(z.object({ struck: z.number() })) });

/** Dropbox as it stands, seen from behind (the emulator’s admin routes, not the API that the product uses). */
export class DropboxView {
  constructor(private readonly url: string) {}

  /** Every file of the tree. */
  async files(): Promise<readonly MirroredFile[]> {
    const entries = await this.#entries();
    return entries
      .filter(({ type }) => type === 'file')
      .map(({ id, path_display: path, size = 0 }) => ({ id, path, size }));
  }

  async #entries(): Promise<readonly z.infer<typeof Entry>[]> {
    const response = await fetch(`${this.url}/_emulator/tree`);
    if (!response.ok || response.body === null) {
      throw new ObservationFailed(`the tree answered ${response.status}`);
    }
    const entries: z.infer<typeof Entry>[] = [];
    for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
      if (line !== '') entries.push(Entry.parse(JSON.parse(line)));
    }
    return entries;
  }

  /** Calls of the API so far, and how many of them were answered 429, of either kind. */
  async calls(): Promise<{ readonly made: number; readonly refused: number }> {
    const { calls, rateLimited } = await getJson(
      `${this.url}/_emulator/calls/summary`,
      z.object({ calls: z.number(), rateLimited: z.number() }),
    );
    return { made: calls, refused: rateLimited };
  }

  /** Moves that were made so far. */
  async moves(): Promise<number> {
    const Summary = z.object({ byRoute: z.record(z.string(), z.record(z.string(), z.number())) });
    const { byRoute } = await getJson(`${this.url}/_emulator/calls/summary`, Summary);
    return byRoute['files/move_v2']?.['200'] ?? 0;
  }

  /** Puts a file there as somebody does by hand. */
  async put(path: string, content: string): Promise<void> {
    const url = `${this.url}/_emulator/file?path=${encodeURIComponent(path)}`;
    const response = await fetch(url, { method: 'PUT', body: content });
    if (!response.ok) throw new ObservationFailed(`putting ${path}: ${response.status}`);
  }

  /** Files that stood at a path and do no more. */
  async vanishings(): Promise<readonly { readonly path: string; readonly route: string }[]> {
    const answer = z.object({ vanishings: z.array(z.object({ path: z.string(), route: z.string() })) });
    return (await getJson(`${this.url}/_emulator/vanishings`, answer)).vanishings;
  }

  /** Contents that some file had and, from a moment on, none; told also where they came back. */
  async losses(): Promise<readonly Loss[]> {
    return (await getJson(`${this.url}/_emulator/losses`, z.object({ losses: z.array(Loss) }))).losses;
  }

  /** How many of some contents lie somewhere. */
  async countContents(contents: readonly Buffer[]): Promise<number> {
    const wanted = new Set(contents.map((bytes) => hash('sha256', bytes)));
    const lying = new Set(
      (await this.#entries()).flatMap(({ sha256 }) => (sha256 === undefined ? [] : [sha256])),
    );
    return [...wanted].filter((digest) => lying.has(digest)).length;
  }

  /** From now on, calls of the API go wrong by these rules; none ends that. */
  async fail(rules: readonly object[]): Promise<void> {
    const response = await fetch(`${this.url}/_emulator/faults`, {
      method: 'PUT',
      body: JSON.stringify({ rules }),
    });
    if (!response.ok) throw new ObservationFailed(`the plan of faults answered ${response.status}`);
  }

  /** How many calls went wrong by the rules in force. */
  async struck(): Promise<number> {
    const { rules } = await getJson(`${this.url}/_emulator/faults`, Faults);
    return rules.reduce((sum, { struck }) => sum + struck, 0);
  }

  contentUrl(file: MirroredFile): string {
    return `${this.url}/_emulator/content?id=${encodeURIComponent(file.id)}`;
  }
}
