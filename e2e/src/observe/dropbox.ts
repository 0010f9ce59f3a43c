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
});

/** Dropbox as it stands, seen from behind (the emulator’s admin routes, not the API that the product uses). */
export class DropboxView {
  constructor(private readonly url: string) {}

  /** Every file of the tree. */
  async files(): Promise<readonly MirroredFile[]> {
    const response = await fetch(`${this.url}/_emulator/tree`);
    if (!response.ok || response.body === null) {
      throw new ObservationFailed(`the tree answered ${response.status}`);
    }
    const files: MirroredFile[] = [];
    for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
      if (line === '') continue;
      const entry = Entry.parse(JSON.parse(line));
      if (entry.type === 'file')
        files.push({ id: entry.id, path: entry.path_display, size: entry.size ?? 0 });
    }
    return files;
  }

  /** Answers of 429 that were given so far, of either kind. */
  async refusals(): Promise<number> {
    const summary = await getJson(
      `${this.url}/_emulator/calls/summary`,
      z.object({ rateLimited: z.number() }),
    );
    return summary.rateLimited;
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

  contentUrl(file: MirroredFile): string {
    return `${this.url}/_emulator/content?id=${encodeURIComponent(file.id)}`;
  }
}
