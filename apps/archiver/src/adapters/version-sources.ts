import { clioVerdict } from '@counterpart/clio-client';
import type { ClioConnections, DropboxConnections } from '@counterpart/connections';
import type { EventData, FirmId } from '@counterpart/contracts';
import { DropboxError, type DropboxClient } from '@counterpart/dropbox-client';
import { retry, type Verdict } from '@counterpart/eventing';
import type {
  KnownPlan,
  LateBytes,
  PutTerms,
  VersionFiles,
} from '../archive-version/archive-version.ports.js';
import type { Put, Seen, SeenFile } from '../custody/seen-file.js';
import { DropboxVersions } from './dropbox-versions.js';
import { KnownBytesSender, restoreDeleted, type Sent } from './put-files.js';

type Plan = EventData<'VersionArchivePlanned'>;

/** Where a prior version’s bytes come from: the firm’s Dropbox, its history and deleted files; else Clio. */
export class VersionSources implements VersionFiles {
  readonly #files: DropboxVersions;
  readonly #sender = new KnownBytesSender();

  constructor(
    private readonly dropbox: DropboxConnections,
    private readonly clio: ClioConnections,
  ) {
    this.#files = new DropboxVersions(dropbox);
  }

  look(firm: FirmId, place: string): Promise<Seen> {
    return this.#files.look(firm, place);
  }

  copy(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Put> {
    return this.#files.copy(firm, from, to, signal);
  }

  move(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Put> {
    return this.#files.move(firm, from, to, signal);
  }

  async recover(firm: FirmId, version: KnownPlan, to: string, terms: PutTerms): Promise<Put> {
    const client = await this.#client(firm);
    return whole(await this.#sender.sendRevision(client, version, toNew(to, terms)), terms);
  }

  async revive(
    firm: FirmId,
    { place, contentHash }: { readonly place: string; readonly contentHash: string },
  ): Promise<SeenFile | undefined> {
    const client = await this.#client(firm);
    const lies = await client.look(place);
    if (lies.kind === 'file' && lies.contentHash === contentHash) return lies;
    if (lies.kind !== 'nothing') return undefined;
    const put = await restoreDeleted(client, { place, contentHash });
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
      if (clioVerdict(error)?.kind === 'gone') return { kind: 'gone' };
      throw error;
    }
  }

  async late(firm: FirmId, version: Plan, terms: PutTerms): Promise<LateBytes | undefined> {
    const client = await this.#client(firm);
    const { document, size } = version;
    const { signal } = terms;
    const open = (): AsyncIterable<Uint8Array> =>
      this.clio.of(firm).downloadVersion(document, version.version.id, { signal });
    try {
      const staged = await this.#sender.stage(client, { size, open });
      // More or fewer bytes came than Clio tells of: damage may pass.
      if (staged === undefined) whole({ kind: 'damaged' }, terms);
      if (staged === undefined) return undefined;
      const putAt = (path: string): Promise<Put> => this.#sender.commit(client, staged, toNew(path, terms));
      return { contentHash: staged.contentHash, putAt };
    } catch (error) {
      if (clioVerdict(error)?.kind === 'gone') return undefined;
      throw error;
    }
  }

  verdictOf(error: unknown): Verdict {
    const verdict = clioVerdict(error);
    if (verdict === undefined) return this.#files.verdictOf(error);
    return verdict.kind === 'gone' ? retry('SOURCE_MISSING') : verdict;
  }

  async #client(firm: FirmId): Promise<DropboxClient> {
    return (await this.dropbox.of(firm)).client;
  }
}

/** @throws DropboxError of the tag by which Dropbox itself refuses other bytes */
function whole(sent: Sent, { isLastTry }: PutTerms): Put {
  if (sent.kind !== 'damaged') return sent;
  if (isLastTry) return { kind: 'gone' };
  const tags = ['content_hash_mismatch'];
  throw new DropboxError('DROPBOX_ROUTE_ERROR', 'other bytes of a version came than are known', { tags });
}

/** Where nothing lies. */
const toNew = (path: string, { signal, maySend }: PutTerms) => ({ path, replaces: null, signal, maySend });
