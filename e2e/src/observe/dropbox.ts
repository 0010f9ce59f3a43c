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

  contentUrl(file: MirroredFile): string {
    return `${this.url}/_emulator/content?id=${encodeURIComponent(file.id)}`;
  }
}
