import { clioVerdict } from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import { DocumentId, documentStream, type FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { OtherSources } from '../archive-version/archive-version.ports.js';

/** Documents that are asked for: one of them may fail by itself, too. */
const ASKED = 3;

/** The index of streams has their order. */
const MIRRORED = `select distinct stream from event_store.events
  where stream > $1 and stream < $2 and stream <> $3 and type like 'DocumentMirrored.%'
  order by stream desc limit ${ASKED}`;

/** Documents whose bytes came out of Clio before: where one of them comes now, Clio is not down for this firm. */
export class ClioWitnesses implements OtherSources {
  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly clio: ClioConnections,
  ) {}

  async getThrough(firm: FirmId, document: DocumentId, signal: AbortSignal): Promise<boolean> {
    for (const other of await this.#mirrored(firm, document)) {
      if (await this.#gives(firm, other, signal)) return true;
    }
    return false;
  }

  async #mirrored(firm: FirmId, but: DocumentId): Promise<readonly DocumentId[]> {
    const prefix = `document-${firm}-`;
    // Ids are digits, and `:` comes after `9` in the order of bytes.
    const values = [prefix, `${prefix}:`, documentStream(firm, but)];
    const { rows } = await this.store.transact(
      ({ client }) => client.query<{ stream: string }>(MIRRORED, values),
      { firm },
    );
    return rows.map(({ stream }) => DocumentId.parse(stream.slice(prefix.length)));
  }

  /** Whether its first bytes come; a document without any says nothing. */
  async #gives(firm: FirmId, document: DocumentId, signal: AbortSignal): Promise<boolean> {
    const clio = this.clio.of(firm);
    try {
      const { latest_document_version: latest } = await clio.getDocument(document, { signal });
      if (latest == null) return false;
      for await (const bytes of clio.downloadVersion(document, latest.id, { signal })) {
        if (bytes.length > 0) return true;
      }
      return false;
    } catch (error) {
      if (clioVerdict(error) === undefined) throw error;
      return false;
    }
  }
}
