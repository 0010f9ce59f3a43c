import { clioVerdict, isVersionDeleted } from '@counterpart/clio-client';
import type { ClioConnections, DropboxConnections } from '@counterpart/connections';
import type { DocumentId, EventData, FirmId } from '@counterpart/contracts';
import { DropboxError, isUnreadable, type DropboxClient } from '@counterpart/dropbox-client';
import { retry, type Verdict } from '@counterpart/eventing';
import type {
  Deleted,
  KnownPlan,
  LateBytes,
  LateFiles,
  PutTerms,
} from '../archive-version/archive-version.ports.js';
import { isAnothers, type FileOwners } from '../custody/file-owners.js';
import type { Copied, Put, Seen, SeenFile } from '../custody/seen-file.js';
import type { GivenPlaces } from '../find-drift/find-drift.ports.js';
import { DropboxVersions } from './dropbox-versions.js';
import { KnownBytesSender, restoreDeleted, type Sent } from './put-files.js';

type Plan = EventData<'VersionArchivePlanned'>;

/** Where a prior version’s bytes come from: the firm’s Dropbox, its history and deleted files; else Clio. */
export class VersionSources implements LateFiles {
  readonly #files: DropboxVersions;
  readonly #sender = new KnownBytesSender();

  constructor(
    private readonly dropbox: DropboxConnections,
    private readonly clio: ClioConnections,
    private readonly owners: FileOwners,
    private readonly places: Pick<GivenPlaces, 'at'>,
  ) {
    this.#files = new DropboxVersions(dropbox);
  }

  look(firm: FirmId, place: string): Promise<Seen> {
    return this.#files.look(firm, place);
  }

  async copy(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Copied> {
    try {
      return await this.#files.copy(firm, from, to, signal);
    } catch (error) {
      if (isUnreadable(error)) return { kind: 'restricted' };
      throw error;
    }
  }

  move(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Put> {
    return this.#files.move(firm, from, to, signal);
  }

  async recover(firm: FirmId, version: KnownPlan, to: string, terms: PutTerms): Promise<Put> {
    const client = await this.#client(firm);
    return whole(await this.#sender.sendRevision(client, version, toNew(to, terms)), terms);
  }

  async revive(firm: FirmId, { document, place, contentHash }: Deleted): Promise<SeenFile | undefined> {
    const client = await this.#client(firm);
    const lies = await client.look(place);
    const isOthers = (file: string): Promise<boolean> => isAnothers(this.owners, { firm, document }, file);
    if (lies.kind === 'file' && lies.contentHash === contentHash)
      return (await isOthers(lies.id)) ? undefined : lies;
    if (lies.kind !== 'nothing') return undefined;
    const put = await restoreDeleted(client, { place, contentHash }, isOthers);
    return put.kind === 'put' ? put.file : undefined;
  }

  async fetch(firm: FirmId, version: KnownPlan, to: string, terms: PutTerms): Promise<Put> {
    const client = await this.#client(firm);
    const { document, size, contentHash } = version;
    const { signal } = terms;
    const open = (): AsyncIterable<Uint8Array> =>
      this.clio.of(firm).downloadVersion(document, version.version.id, { signal });
    try {
      return whole(await this.#sender.send(client, { size, contentHash, open }, toNew(to, terms)), terms);
    } catch (error) {
      if (await this.#isDeleted(firm, version, { error, signal })) return { kind: 'gone' };
      throw error;
    }
  }

  async late(
    firm: FirmId,
    version: Plan,
    terms: Pick<PutTerms, 'signal' | 'maySend'>,
  ): Promise<LateBytes | undefined> {
    const client = await this.#client(firm);
    const { document, size } = version;
    const { signal } = terms;
    const open = (): AsyncIterable<Uint8Array> =>
      this.clio.of(firm).downloadVersion(document, version.version.id, { signal });
    try {
      const staged = await this.#sender.stage(client, { size, open });
      if (staged === undefined) throw damaged();
      const putAt = (path: string): Promise<Put> => this.#sender.commit(client, staged, toNew(path, terms));
      return { contentHash: staged.contentHash, putAt };
    } catch (error) {
      if (await this.#isDeleted(firm, version, { error, signal })) return undefined;
      throw error;
    }
  }

  async takeBack(
    firm: FirmId,
    { file, contentHash }: { readonly file: string; readonly contentHash: string },
  ): Promise<void> {
    const lies = await this.look(firm, file);
    if (lies.kind === 'file' && lies.contentHash === contentHash) await this.#files.remove(firm, lies);
  }

  async isAnothers(firm: FirmId, document: DocumentId, { id, path }: SeenFile): Promise<boolean> {
    if (await isAnothers(this.owners, { firm, document }, id)) return true;
    return (await this.places.at(firm, [path])).some((held) => held.document !== document);
  }

  verdictOf(error: unknown): Verdict {
    const verdict = clioVerdict(error);
    if (verdict === undefined) return this.#files.verdictOf(error);
    return verdict.kind === 'gone' ? retry('SOURCE_MISSING') : verdict;
  }

  /** That Clio does not show a version is no evidence that it is no more: what may not be seen is answered alike. */
  async #isDeleted(
    firm: FirmId,
    { document, version }: Plan,
    { error, signal }: { readonly error: unknown; readonly signal: AbortSignal },
  ): Promise<boolean> {
    if (clioVerdict(error)?.kind !== 'gone') return false;
    return isVersionDeleted(this.clio.of(firm), { document, version: version.id }, { signal });
  }

  async #client(firm: FirmId): Promise<DropboxClient> {
    return (await this.dropbox.of(firm)).client;
  }
}

/** @throws DropboxError of the tag by which Dropbox itself refuses other bytes */
function whole(sent: Sent, { isLastTry }: PutTerms): Put {
  if (sent.kind !== 'damaged') return sent;
  if (isLastTry) return { kind: 'gone' };
  throw damaged();
}

const damaged = (): DropboxError =>
  new DropboxError('DROPBOX_ROUTE_ERROR', 'other bytes of a version came than are known', {
    tags: ['content_hash_mismatch'],
  });

/** Where nothing lies. */
const toNew = (path: string, { signal, maySend }: Pick<PutTerms, 'signal' | 'maySend'>) => ({
  path,
  replaces: null,
  signal,
  maySend,
});
