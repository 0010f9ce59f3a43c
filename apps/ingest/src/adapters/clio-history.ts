import {
  clioVerdict,
  ClioError,
  type CallOptions,
  type ClioMatter,
  type ListPage,
} from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import type { DocumentId, FirmId, MatterId, MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument, SeenVersion } from '../detection/detect-document.js';
import type { HistoryLists, HistoryPage, Trouble } from '../migrate-history/migrate-history.ports.js';
import type { ChangeLists } from '../reconcile-records/reconcile-records.ports.js';
import { seenDocument, wholeVersions, type ClioApiRecords } from './clio-records.js';

const LEAST: CallOptions = { urgency: 'migration' };

/** What already lies in Clio, through its API, by the least urgent of calls. */
export class ClioHistory implements HistoryLists, Pick<ChangeLists, 'versions' | 'matter'> {
  constructor(
    private readonly connections: ClioConnections,
    private readonly records: Pick<ClioApiRecords, 'whole'>,
  ) {}

  async matters(
    firm: FirmId,
    after: string | null,
    signal: AbortSignal,
  ): Promise<HistoryPage<MatterSnapshot>> {
    const clio = this.connections.of(firm);
    const page = await fromPlace(after, (at) => clio.pageOfMatters(at, { ...LEAST, signal }));
    const records = await this.#whole(firm, page.records);
    return { records, ...aboutPage(page) };
  }

  async documents(
    firm: FirmId,
    after: string | null,
    signal: AbortSignal,
  ): Promise<HistoryPage<SeenDocument>> {
    const clio = this.connections.of(firm);
    const page = await fromPlace(after, (at) => clio.pageOfDocuments(at, { ...LEAST, signal }));
    return { records: page.records.map(seenDocument), ...aboutPage(page) };
  }

  async documentsOfMatter(
    firm: FirmId,
    matter: MatterId,
    signal: AbortSignal,
  ): Promise<HistoryPage<SeenDocument>> {
    const records: SeenDocument[] = [];
    let hidden = 0;
    const pages = this.connections.of(firm).pagesOfMatterDocuments(matter, { ...LEAST, signal });
    for await (const page of pages) {
      records.push(...page.records.map(seenDocument));
      hidden += page.redacted.length;
    }
    return { records, hidden, next: null };
  }

  async read(
    firm: FirmId,
    ids: readonly DocumentId[],
    signal: AbortSignal,
  ): Promise<readonly SeenDocument[]> {
    const documents = await this.connections.of(firm).listDocuments(ids, { ...LEAST, signal });
    return documents.map(seenDocument);
  }

  versions(firm: FirmId, id: DocumentId): Promise<readonly SeenVersion[]> {
    return wholeVersions(this.connections.of(firm).listVersions(id, LEAST));
  }

  async matter(firm: FirmId, id: MatterId): Promise<MatterSnapshot | undefined> {
    try {
      return await this.records.whole(firm, await this.connections.of(firm).getMatter(id, LEAST));
    } catch (error) {
      const isHidden =
        error instanceof ClioError && (error.code === 'CLIO_FORBIDDEN' || error.code === 'CLIO_NOT_FOUND');
      if (isHidden) return undefined;
      throw error;
    }
  }

  troubleOf(error: unknown): Trouble | undefined {
    const verdict = clioVerdict(error);
    if (verdict === undefined) return undefined;
    if (verdict.kind === 'outage') {
      const { code, afterMs } = verdict;
      return { kind: 'outage', code, failure: 'CLIO_ANSWER_INVALID', afterMs };
    }
    const failure =
      verdict.kind !== 'gone' && verdict.code === 'CLIO_FORBIDDEN' ? verdict.code : 'CLIO_ANSWER_INVALID';
    return { kind: 'refusal', code: failure, failure, afterMs: undefined };
  }

  async #whole(firm: FirmId, matters: readonly ClioMatter[]): Promise<readonly MatterSnapshot[]> {
    const whole: MatterSnapshot[] = [];
    for (const matter of matters) whole.push(await this.records.whole(firm, matter));
    return whole;
  }
}

/** A page, and whether it is the first one again. */
type PlacedPage<T> = ListPage<T> & { readonly isAnew: boolean };

const aboutPage = <T>({ redacted, next, isAnew }: PlacedPage<T>) => ({
  hidden: redacted.length,
  next,
  isAnew,
});

/** How long Clio knows a place in a list is not documented: where it knows one no longer, the list is begun anew. */
async function fromPlace<T>(
  after: string | null,
  read: (after?: string) => Promise<ListPage<T>>,
): Promise<PlacedPage<T>> {
  if (after === null) return { ...(await read()), isAnew: false };
  try {
    return { ...(await read(after)), isAnew: false };
  } catch (error) {
    if (!(error instanceof ClioError)) throw error;
    if (!['CLIO_REFUSED', 'CLIO_NOT_FOUND', 'CLIO_HOST_NOT_ALLOWED'].includes(error.code)) throw error;
    return { ...(await read()), isAnew: true };
  }
}
