import { setTimeout as wait } from 'node:timers/promises';
import {
  ClioError,
  type CallOptions,
  type ClioArchive,
  type ClioClient,
  type ClioDocument,
} from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import type { Archives, MadeArchive, WantedContent } from '../stage-document/stage-document.ports.js';
import { matchEntries, type AskedDocument } from '../upload/match-entries.js';
import { zipEntries } from './zip-entries.js';

/** How archives are asked for. */
export interface ArchiveOptions {
  /** What Clio calls a document among an archive’s items; not documented. */
  readonly itemType: string;
  /** Before the first look whether it is made; each further one comes after twice the time, up to a minute. */
  readonly firstLookMs: number;
  /** An archive that is not made by then is given up. */
  readonly patienceMs: number;
  /** A larger archive is not read. */
  readonly mostBytes: number;
  /** Told how many of the documents that were asked for an archive gave. */
  readonly onArchive: (firm: FirmId, came: { readonly asked: number; readonly given: number }) => void;
}

const LONGEST_LOOK_MS = 60_000;

/** Clio’s document archives: many documents for a handful of calls, all of the least urgency. */
export class ClioArchives implements Archives {
  constructor(
    private readonly connections: ClioConnections,
    private readonly options: ArchiveOptions,
  ) {}

  async order(
    firm: FirmId,
    wanted: readonly WantedContent[],
    signal: AbortSignal,
  ): Promise<MadeArchive | undefined> {
    const clio = this.connections.of(firm);
    const call: CallOptions = { urgency: 'migration', signal };
    const { asked, archive } = await this.#create(clio, wanted, call);
    const made = archive && (await this.#awaited(clio, archive, signal));
    if (made === undefined || (made.size ?? 0) > this.options.mostBytes) {
      this.options.onArchive(firm, { asked: wanted.length, given: 0 });
      return undefined;
    }
    return {
      read: async () => {
        const zip = await collect(clio.downloadArchive(made.id, call), this.options.mostBytes);
        const entries = await zipEntries(zip);
        const now = await clio.listDocuments(idsOf(asked), call);
        const pairs = matchEntries(entries, askedDocuments(asked, now, made.created_at));
        this.options.onArchive(firm, { asked: wanted.length, given: pairs.size });
        return {
          has: (document) => pairs.has(document),
          bytesOf: async (document) => pairs.get(document)?.bytes(),
          release: () => undefined,
        };
      },
    };
  }

  /** One document that Clio does not show any more spoils the whole call: then those that it shows are asked for. */
  async #create(
    clio: ClioClient,
    wanted: readonly WantedContent[],
    call: CallOptions,
  ): Promise<{ readonly asked: readonly WantedContent[]; readonly archive: ClioArchive | undefined }> {
    const { itemType } = this.options;
    try {
      return { asked: wanted, archive: await clio.createArchive(idsOf(wanted), itemType, call) };
    } catch (error) {
      if (!(error instanceof ClioError && error.code === 'CLIO_NOT_FOUND')) throw error;
    }
    const shown = new Set((await clio.listDocuments(idsOf(wanted), call)).flatMap(unlessTrashed));
    const asked = wanted.filter(({ document }) => shown.has(document));
    const isLess = asked.length > 0 && asked.length < wanted.length;
    return { asked, archive: isLess ? await clio.createArchive(idsOf(asked), itemType, call) : undefined };
  }

  /** @returns undefined where it failed, or takes too long */
  async #awaited(
    clio: ClioClient,
    ordered: ClioArchive,
    signal: AbortSignal,
  ): Promise<ClioArchive | undefined> {
    const { firstLookMs, patienceMs } = this.options;
    let [archive, spentMs, nextMs] = [ordered, 0, firstLookMs];
    while (archive.state !== 'completed') {
      if (archive.state === 'failed' || spentMs >= patienceMs) return undefined;
      await wait(nextMs, undefined, { signal });
      archive = await clio.getArchive(ordered.id, { urgency: 'migration', signal });
      spentMs += nextMs;
      nextMs = Math.min(nextMs * 2, LONGEST_LOOK_MS);
    }
    return archive;
  }
}

const idsOf = (some: readonly WantedContent[]): readonly string[] => some.map(({ document }) => document);

const unlessTrashed = ({ id, deleted_at: at }: ClioDocument): readonly string[] => (at == null ? [id] : []);

/**
 * The documents of an archive, read once more after it was made: what changed meanwhile may lie in it in either form, so it
 * is told as one that can be any entry, and gets none. Both times are Clio’s own.
 */
function askedDocuments(
  asked: readonly WantedContent[],
  now: readonly ClioDocument[],
  archivedAt: string,
): readonly AskedDocument[] {
  const shown = new Map(now.map((one) => [one.id, one]));
  return asked.map(({ document, version, size }): AskedDocument => {
    const found = shown.get(document);
    const isSame =
      found?.latest_document_version?.id === version &&
      found.deleted_at == null &&
      Date.parse(found.updated_at) < Date.parse(archivedAt);
    if (!isSame) return { document, names: null, size };
    const names = [found.name, found.filename, found.latest_document_version?.filename];
    return { document, names: names.filter((name) => name != null), size };
  });
}

async function collect(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > most) throw new RangeError('the archive is larger than was told');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
