import { z } from 'zod';
import type { SourceDocument } from '../compare/compare.js';
import { getJson } from './get-json.js';

const Documents = z.object({
  documents: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      displayNumber: z.string().nullable(),
      categoryName: z.string().nullable(),
      trashed: z.boolean(),
      versions: z.array(
        z.object({
          id: z.number(),
          number: z.number(),
          size: z.number().nullable(),
          fullyUploaded: z.boolean(),
        }),
      ),
    }),
  ),
});

const Deliveries = z.object({ queued: z.number(), openHandshakes: z.number() });

/** A document and the number of its latest complete version. */
export interface ListedDocument extends SourceDocument {
  readonly versionNumber: number;
}

/** Clio as it stands, seen from behind (the emulator’s admin routes, not the API that the product uses). */
export class ClioView {
  constructor(private readonly url: string) {}

  /** Every document that is not in the trash, with its latest complete version. */
  async documents(): Promise<readonly ListedDocument[]> {
    const { documents } = await getJson(`${this.url}/_emulator/documents`, Documents);
    return documents.flatMap((document) => {
      const version = document.versions
        .filter(({ fullyUploaded }) => fullyUploaded)
        .toSorted((a, b) => b.number - a.number)[0];
      if (document.trashed || version === undefined) return [];
      return [
        {
          id: String(document.id),
          name: document.name,
          matterNumber: document.displayNumber,
          category: document.categoryName,
          versionId: String(version.id),
          versionNumber: version.number,
          size: version.size ?? 0,
        },
      ];
    });
  }

  /** Deliveries and handshakes that Clio has not got rid of yet. */
  async undelivered(): Promise<number> {
    const { queued, openHandshakes } = await getJson(`${this.url}/_emulator/deliveries`, Deliveries);
    return queued + openHandshakes;
  }

  contentUrl(document: SourceDocument): string {
    return `${this.url}/_emulator/documents/${document.id}/versions/${document.versionId}/content`;
  }
}
