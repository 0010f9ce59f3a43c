import { ClioError, type ChangedPage } from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import type { DocumentId, FirmId, MatterId, MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument, SeenVersion } from '../detection/detect-document.js';
import type {
  ChangedClient,
  ChangedRecords,
  ChangeLists,
} from '../reconcile-records/reconcile-records.ports.js';
import { seenDocument, type ClioApiRecords } from './clio-records.js';

/** Lists of changed records through Clio’s API. */
export class ClioChanges implements ChangeLists {
  constructor(
    private readonly connections: ClioConnections,
    private readonly records: ClioApiRecords,
  ) {}

  async *documents(
    firm: FirmId,
    since: string,
    signal: AbortSignal,
  ): AsyncGenerator<ChangedRecords<SeenDocument>, void> {
    for await (const page of this.connections.of(firm).changedDocuments(new Date(since), { signal })) {
      yield { records: page.records.map(seenDocument), redacted: redactedIn(page) };
    }
  }

  async *matters(
    firm: FirmId,
    since: string,
    signal: AbortSignal,
  ): AsyncGenerator<ChangedRecords<MatterSnapshot>, void> {
    for await (const page of this.connections.of(firm).changedMatters(new Date(since), { signal })) {
      const records: MatterSnapshot[] = [];
      for (const matter of page.records) records.push(await this.records.whole(firm, matter));
      yield { records, redacted: redactedIn(page) };
    }
  }

  async *clients(
    firm: FirmId,
    since: string,
    signal: AbortSignal,
  ): AsyncGenerator<ChangedRecords<ChangedClient>, void> {
    for await (const page of this.connections.of(firm).changedClients(new Date(since), { signal })) {
      const records = page.records.map(({ id: contact, updated_at: at }) => {
        return { contact, updatedAt: new Date(at).toISOString() };
      });
      yield { records, redacted: redactedIn(page) };
    }
  }

  async documentsOf(
    firm: FirmId,
    ids: readonly DocumentId[],
    signal: AbortSignal,
  ): Promise<readonly SeenDocument[]> {
    const asked = new Set<string>(ids);
    const shown = await this.connections.of(firm).listDocuments(ids, { urgency: 'sweep', signal });
    return shown.filter(({ id }) => asked.has(id)).map(seenDocument);
  }

  async *documentsOfMatter(
    firm: FirmId,
    id: MatterId,
    signal: AbortSignal,
  ): AsyncGenerator<ChangedRecords<SeenDocument>, void> {
    const pages = this.connections.of(firm).pagesOfMatterDocuments(id, { urgency: 'sweep', signal });
    for await (const page of pages) {
      yield { records: page.records.map(seenDocument), redacted: redactedIn(page) };
    }
  }

  async matterIfWhole(firm: FirmId, id: MatterId, signal: AbortSignal): Promise<MatterSnapshot | undefined> {
    try {
      const matter = await this.connections.of(firm).matterIfWhole(id, { urgency: 'sweep', signal });
      return matter && (await this.records.whole(firm, matter));
    } catch (error) {
      if (error instanceof ClioError && UNSEEN.includes(error.code)) return undefined;
      throw error;
    }
  }

  mattersOfClient(firm: FirmId, contact: string): Promise<readonly MatterSnapshot[]> {
    return this.records.mattersOfClient(firm, contact);
  }

  versions(firm: FirmId, id: DocumentId): Promise<readonly SeenVersion[]> {
    return this.records.versions(firm, id);
  }

  async matter(firm: FirmId, id: MatterId): Promise<MatterSnapshot | undefined> {
    try {
      return await this.records.matter(firm, id);
    } catch (error) {
      // One matter that may not be seen must not end the sweep of all others.
      if (error instanceof ClioError && error.code === 'CLIO_FORBIDDEN') return undefined;
      throw error;
    }
  }
}

/** A matter that may not be seen, is not shown, or has another form than was agreed ends no sweep of all others. */
const UNSEEN: readonly string[] = ['CLIO_FORBIDDEN', 'CLIO_NOT_FOUND', 'CLIO_ANSWER_INVALID'];

/** Clio writes times in the account’s zone; compared as text they must be in one. */
const redactedIn = ({ redacted }: ChangedPage<unknown>): ChangedRecords<unknown>['redacted'] =>
  redacted.map(({ id, changedAt }) => {
    return { id, changedAt: changedAt === null ? null : new Date(changedAt).toISOString() };
  });
