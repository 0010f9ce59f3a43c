import {
  causedBy,
  matterKey,
  matterStream,
  type Event,
  type EventData,
  type MatterSnapshot,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, noted, outage, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { isWithin, pathKey } from '@counterpart/placement';
import { isOnHold } from '../custody/legal-hold.js';
import type {
  FileOrigin,
  FileOrigins,
  PackedFile,
  PackingBook,
  PackingGround,
  Part,
  ProveParts,
} from './pack-matter.ports.js';
import { unreadableIn } from './pack-matter.ports.js';
import { packPart } from './pack-part.js';
import { privilegedAmong } from './privileged-among.js';

interface Refusal {
  readonly kind: 'refused';
  readonly reason: EventData<'PackingRefused'>['reason'];
  readonly at: string | null;
}

type Outcome =
  { readonly kind: 'packed'; readonly archives: EventData<'MatterPacked'>['archives'] } | Refusal;

/** What packing works on. */
export interface PackingWorld {
  readonly ground: PackingGround;
  readonly origins: FileOrigins;
  readonly book: PackingBook;
  readonly prove: ProveParts;
}

/**
 * When a closed matter is to be packed, its files are streamed into a ZIP, which is committed whole and read back to the
 * last bit. What is privileged goes into a ZIP of its own that never leaves the restricted folder. No file is touched.
 */
export class PackMatter {
  constructor(
    private readonly store: EventStore,
    private readonly world: PackingWorld,
    private readonly now: () => Date,
  ) {}

  async handle(delivery: Delivery<'ArchivingBegun'>): Promise<Verdict> {
    const { event, fence, signal } = delivery;
    if (event.data.action !== 'zip') return skip('the folder moves, and is not packed');
    const answered = await this.store.answered([event], 'archiver.pack-matter');
    if (answered.has(event.id)) return skip('packed before');
    const stream = matterStream(event.firm, event.data.matter);
    const story = (await this.store.readStream(stream)).map((recorded) => recorded.event);
    const outcome = await this.#outcome(delivery, story).catch((error: unknown) => {
      // Called off: it is packed again by whoever has the partition next.
      signal.throwIfAborted();
      const unreadable = unreadableIn(error);
      if (unreadable !== undefined) return refusal('FILE_UNREADABLE', unreadable.file.path);
      return this.world.ground.verdictOf(error);
    });
    if (outcome.kind !== 'packed' && outcome.kind !== 'refused') return outcome;
    const write = { stream, expected: 'any' as const, events: [outcomeEvent(event, outcome)] };
    const cause = causedBy(event, 'archiver', 'pack-matter');
    await this.store.transact((tx) => this.store.append(tx, cause, [write], this.now()), {
      fence,
      firm: event.firm,
    });
    return outcome.kind === 'refused' ? noted() : done();
  }

  async #outcome(delivery: Delivery<'ArchivingBegun'>, story: readonly Event[]): Promise<Outcome | Verdict> {
    const { event, fence } = delivery;
    const snapshot = snapshotIn(story);
    if (snapshot?.status !== 'Closed') return skip('opened again meanwhile');
    const newest = story.findLast(({ name }) => name === 'ArchivingBegun');
    if (newest?.id !== event.id) return skip('the matter’s archiving began again since');
    const packing = { firm: event.firm, cause: event.id };
    if (isOnHold(story) && !(await this.world.book.hasBegun(packing, fence))) {
      return refusal('LEGAL_HOLD', null);
    }
    return this.#pack(delivery, snapshot);
  }

  async #pack(
    { event, fence, signal }: Delivery<'ArchivingBegun'>,
    snapshot: MatterSnapshot,
  ): Promise<Outcome | Verdict> {
    const { firm, time } = event;
    const parts = await this.#parts(event);
    if ('kind' in parts) return parts;
    if (parts.length === 0) return refusal('NOTHING_TO_PACK', event.data.from);
    const { id, displayNumber: number, description } = snapshot;
    const subject = { firm, matter: { id, number, description } };
    const options = { subject, createdAt: new Date(time), timeZone: 'UTC', signal };
    const archives: EventData<'MatterPacked'>['archives'] = [];
    const work = { firm, cause: event.id, matter: event.data.matter, fence, signal };
    const proofsOf = await this.world.prove(work, parts);
    for (const part of parts) {
      const journal = this.world.book.journalOf({ firm, cause: event.id, path: part.path }, fence);
      const packed = await packPart(this.world.ground, firm, {
        part,
        options,
        journal,
        proofs: proofsOf(part),
      });
      if (packed === undefined) return outage('DROPBOX_WRITE_CONTENTION');
      if (packed.kind === 'broken') return refusal('ARCHIVE_BROKEN', packed.at);
      archives.push(packed.archive);
    }
    return { kind: 'packed', archives };
  }

  /**
   * The ZIPs to be made; none where something is privileged and the restricted folder is not known to be shut, or where
   * something privileged lies open.
   */
  async #parts({ firm, data }: Event<'ArchivingBegun'>): Promise<readonly Part[] | Refusal> {
    const { matter, from, to } = data;
    const known = await this.world.origins.of(firm, matter);
    const origins = new Map([...known].map(([id, { document }]) => [id, document]));
    const mirrorings = new Map([...known].map(([id, origin]) => [id, origin.mirrorings]));
    const told = { origins, mirrorings };
    const name = `${to.folder.slice(to.folder.lastIndexOf('/') + 1)}.zip`;
    const locked = await this.#locked(firm, known);
    if (locked === null) return refusal('RESTRICTED_FOLDER_NOT_PROVEN', null);
    const shut = new Set(locked.flatMap(({ files }) => files.map(({ id }) => id)));
    const tree = await this.world.ground.tree(firm, from);
    const open = inOrder(tree.files.filter(({ id }) => !shut.has(id)));
    const bared = privilegedAmong(open, known);
    if (bared !== undefined) return refusal('PRIVILEGED_LIES_OPEN', bared.path);
    const [unreadable] = tree.unreadable.toSorted();
    if (unreadable !== undefined) return refusal('FILE_UNREADABLE', unreadable);
    const general: Part = { access: 'open', root: from, files: open, path: `${to.folder}/${name}`, ...told };
    const restricted = locked.map(({ folder, files }): Part => {
      return { access: 'restricted', root: folder, files, path: `${folder}/${name}`, ...told };
    });
    return [general, ...restricted].filter(({ files }) => files.length > 0);
  }

  /** The matter’s files in the restricted folder, by the folder that they lie in. */
  async #locked(firm: Event['firm'], known: ReadonlyMap<string, FileOrigin>) {
    const ids = [...known].filter(([, { wasLocked }]) => wasLocked).map(([id]) => id);
    if (ids.length === 0) return [];
    const shut = await this.world.ground.shutFolder(firm);
    if (shut === null) return null;
    const folders = new Set<string>();
    for (const id of ids) {
      const lies = await this.world.ground.look(firm, id);
      if (lies === null || lies === 'other') continue;
      if (isWithin(pathKey(lies.path), pathKey(shut))) folders.add(folderOf(lies.path));
    }
    // A folder of prior versions goes with the one that it lies in.
    const tops = [...folders].filter((one) => ![...folders].some((other) => isWithin(one, other)));
    return Promise.all(
      tops.toSorted().map(async (folder) => {
        const { files } = await this.world.ground.tree(firm, folder);
        return { folder, files: inOrder(files.filter(({ id }) => known.has(id))) };
      }),
    );
  }
}

const refusal = (reason: Refusal['reason'], at: string | null): Refusal => ({ kind: 'refused', reason, at });

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

const inOrder = (files: readonly PackedFile[]): readonly PackedFile[] =>
  files.toSorted((one, other) => (one.path < other.path ? -1 : 1));

function snapshotIn(story: readonly Event[]): MatterSnapshot | undefined {
  const told = story.findLast(({ name }) => name.startsWith('Matter') && name !== 'MatterScaffolded');
  for (const { data } of told === undefined ? [] : story.toReversed()) {
    if ('matter' in data && typeof data.matter === 'object' && data.matter !== null) return data.matter;
  }
  return undefined;
}

function outcomeEvent(
  { id: archiving, firm, data: { matter, closing } }: Event<'ArchivingBegun'>,
  outcome: Outcome,
): NewEvent<'MatterPacked' | 'PackingRefused'> {
  const address = { stream: matterStream(firm, matter), firm, key: matterKey(firm, matter) };
  const about = { matter, closing, archiving };
  if (outcome.kind === 'packed') {
    return { ...address, name: 'MatterPacked', data: { ...about, archives: outcome.archives } };
  }
  const { reason, at } = outcome;
  return { ...address, name: 'PackingRefused', data: { ...about, reason, at } };
}
