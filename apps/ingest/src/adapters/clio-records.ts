import {
  clioVerdict,
  ClioError,
  type ClioDocument,
  type ClioMatter,
  type ClioVersion,
} from '@counterpart/clio-client';
import {
  CustomFields,
  documentSnapshot,
  isFullyUploaded,
  matterSnapshot,
  trashedAt,
  versionSnapshot,
} from '@counterpart/clio-snapshots';
import type { ClioConnections } from '@counterpart/connections';
import type { DocumentId, FirmId, MatterId, MatterSnapshot } from '@counterpart/contracts';
import { skip, type Verdict } from '@counterpart/eventing';
import type { SeenDocument, SeenVersion } from '../detection/detect-document.js';
import type { ClioRecords } from '../normalise-delivery/normalise-delivery.ports.js';

/** A firm’s records through Clio’s API. */
export class ClioApiRecords implements ClioRecords {
  readonly #customFields = new Map<FirmId, CustomFields>();

  constructor(
    private readonly connections: ClioConnections,
    /** The custom fields that a firm’s policy names. */
    private readonly wantedOf: (firm: FirmId) => Promise<readonly string[]>,
    private readonly now: () => Date,
  ) {}

  document(firm: FirmId, id: DocumentId): Promise<SeenDocument | undefined> {
    return unlessAbsent(async () => seenDocument(await this.connections.of(firm).readDocument(id)));
  }

  versions(firm: FirmId, id: DocumentId): Promise<readonly SeenVersion[]> {
    return wholeVersions(this.connections.of(firm).listVersions(id));
  }

  matter(firm: FirmId, id: MatterId): Promise<MatterSnapshot | undefined> {
    return unlessAbsent(async () => this.whole(firm, await this.connections.of(firm).getMatter(id)));
  }

  async mattersOfClient(firm: FirmId, contact: string): Promise<readonly MatterSnapshot[]> {
    const matters: MatterSnapshot[] = [];
    for await (const matter of this.connections.of(firm).listClientMatters(contact)) {
      matters.push(await this.whole(firm, matter));
    }
    return matters;
  }

  /** A matter with the custom fields that the firm’s policy names. */
  async whole(firm: FirmId, matter: ClioMatter): Promise<MatterSnapshot> {
    return matterSnapshot(matter, await this.#fieldsOf(firm).of(matter, await this.wantedOf(firm)));
  }

  verdictOf(error: unknown): Verdict {
    const verdict = clioVerdict(error);
    if (verdict === undefined) throw error;
    return verdict.kind === 'gone' ? skip('not visible in Clio') : verdict;
  }

  #fieldsOf(firm: FirmId): CustomFields {
    const known = this.#customFields.get(firm);
    if (known !== undefined) return known;
    const fields = new CustomFields(this.connections.of(firm), this.now);
    this.#customFields.set(firm, fields);
    return fields;
  }
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClioError && error.code === 'CLIO_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Those of listed versions that have all their bytes. */
export async function wholeVersions(listed: AsyncIterable<ClioVersion>): Promise<readonly SeenVersion[]> {
  const whole: SeenVersion[] = [];
  for await (const version of listed) {
    if (version.fully_uploaded !== true) continue;
    whole.push({ version: versionSnapshot(version), filename: version.filename ?? null });
  }
  return whole;
}

/** A document as Clio shows it. */
export const seenDocument = (document: ClioDocument): SeenDocument => ({
  fullyUploaded: isFullyUploaded(document),
  trashedAt: trashedAt(document),
  snapshot: documentSnapshot(document),
});
