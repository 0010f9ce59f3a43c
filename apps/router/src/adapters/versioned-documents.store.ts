import { DocumentId, documentStream, type FirmId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { ThinningLimits, VersionedDocuments } from '../plan-thinning/plan-thinning.ports.js';

const PAGE = 200;

/** Streams with a prior version that is too old, or with more of them than stay; the index of streams has their order. */
const BEYOND = `select stream from event_store.events
  where stream > $1 and stream < $2 and type like 'VersionArchived.%'
  group by stream having min(recorded_at) < $3::timestamptz or count(*) > $4::int
  order by stream limit ${PAGE}`;

/** Documents with prior versions, from the trail itself. */
export class VersionedDocumentsStore implements VersionedDocuments {
  async page(
    { client }: Transaction,
    firm: FirmId,
    { keptBefore, keepNewest }: ThinningLimits,
    after: DocumentId | null,
  ): Promise<readonly DocumentId[]> {
    const prefix = `document-${firm}-`;
    const from = after === null ? prefix : documentStream(firm, after);
    // Ids are digits, and `:` comes after `9` in the order of bytes.
    const values = [from, `${prefix}:`, keptBefore, keepNewest];
    const { rows } = await client.query<{ stream: string }>(BEYOND, values);
    return rows.map(({ stream }) => DocumentId.parse(stream.slice(prefix.length)));
  }
}
