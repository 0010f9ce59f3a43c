import {
  documentStream,
  type DocumentId,
  type DropboxAccounts,
  type Event,
  type FirmId,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { pathKey } from '@counterpart/placement';
import { judgeDrift, mirroredIn, openDriftIn, type FileNow } from '../custody/drift.js';
import { obstacleIn, type Obstacle } from '../custody/conflict.js';
import { isUnderWay, knownFileIn } from '../custody/known-file.js';
import { openCopyIn, type OpenCopy, type SeenAt } from '../custody/open-copy.js';
import { wholeStory, type WholeStory } from '../custody/whole-story.js';
import { newsOf, TOLD_OF, type News, type Shown } from './drift-news.js';
import { EmptyListing, RootMoved } from './find-drift.ports.js';
import type {
  ConnectedAccounts,
  DriftGround,
  DriftMark,
  DriftMarks,
  GivenPlaces,
  MirroredDocuments,
  Suspect,
  TreeChanges,
} from './find-drift.ports.js';

/** Chance and time, given from outside. */
export interface DriftSource {
  readonly now: () => Date;
  /** A UUIDv7. */
  readonly newLookId: () => string;
}

/** The outside world as a look needs it. */
export interface DriftPorts {
  readonly marks: DriftMarks;
  readonly ground: DriftGround;
  readonly places: GivenPlaces;
  readonly mirrored: MirroredDocuments;
  readonly accounts: ConnectedAccounts;
}

/** Where one look takes place. */
interface Scene {
  readonly firm: FirmId;
  /** The namespace that paths begin in. */
  readonly root: string;
  readonly accounts: DropboxAccounts;
}

/** A document, what was told of it, and files that were just seen. */
interface Looked extends Scene {
  readonly document: DocumentId;
  readonly read: WholeStory;
  readonly files: TreeChanges['files'];
}

/** What a second look came to. */
interface Judged {
  readonly told: number;
  readonly again: readonly Suspect[];
}

const NONE: TreeChanges['files'] = new Map();

/**
 * Finds what people changed in Dropbox by hand: edits, moves and deletions of counterparts. A cursor tells where
 * something changed; what is different at two looks, while nothing was told of the document in between, is drift. Our own
 * writes change places too: what they may have done is put off while they are under way. Without a cursor everything is listed, and a counterpart
 * that the whole listing does not show is looked at, too. What was told and is as it should be again, is told as well; so are bytes
 * of a privileged document at the open place that they were refused. Where another account was connected, all is listed anew,
 * and what was mirrored to the one before is none of this one’s: that it is not here is no deletion.
 */
export class FindDrift {
  constructor(
    private readonly store: EventStore,
    private readonly ports: DriftPorts,
    private readonly source: DriftSource,
  ) {}

  /** @returns how many were told; undefined where another pod looks @throws what Dropbox throws; the next look begins there */
  async look(firm: FirmId): Promise<number | undefined> {
    let told = 0;
    const isMine = await this.ports.marks.change(firm, async (before) => {
      const root = await this.ports.ground.rootOf(firm);
      const scene = { firm, root, accounts: await this.ports.accounts.of(firm) };
      const mark = before.root === root ? before : { root, cursor: null, suspects: [] };
      const judged = await this.#judgeAgain(scene, mark.suspects);
      told = judged.told;
      return this.#goOn(scene, { ...mark, suspects: judged.again });
    });
    return isMine ? told : undefined;
  }

  /** Takes in what changed since the last look. */
  async #goOn(scene: Scene, mark: DriftMark): Promise<DriftMark> {
    const { firm, root } = scene;
    const suspects = new Map(mark.suspects.map((suspect) => [suspect.document, suspect]));
    const seen = new Set<string>();
    let { cursor } = mark;
    let isWhole = false;
    for await (const page of this.ports.ground.changes(firm, cursor)) {
      const documents = await this.ports.places.holders(firm, page.paths);
      for (const suspect of await this.#suspectsAmong(scene, documents, page.files))
        suspects.set(suspect.document, suspect);
      ({ cursor, isWhole } = page);
      if (isWhole) for (const id of page.files.keys()) seen.add(id);
    }
    if (isWhole) {
      for (const suspect of await this.#absentFrom(scene, seen)) suspects.set(suspect.document, suspect);
    }
    return { root, cursor, suspects: [...suspects.values()] };
  }

  /** Counterparts that a listing of everything, which came to its end, did not show. Each is looked at by its id before it is told. */
  async #absentFrom({ firm, accounts }: Scene, seen: ReadonlySet<string>): Promise<readonly Suspect[]> {
    const absent: Suspect[] = [];
    for await (const documents of this.ports.mirrored.of(firm)) {
      const streams = documents.map((document) => documentStream(firm, document));
      const stories = await this.store.readStreams(streams);
      for (const [index, document] of documents.entries()) {
        const mirrored = mirroredIn(accounts.here(stories.get(streams[index] as StreamName) ?? []));
        if (mirrored === undefined || seen.has(mirrored.counterpart)) continue;
        if (seen.size === 0) throw new EmptyListing(`${firm}: Dropbox shows no file at all`);
        absent.push({ document, told: (await wholeStory(this.store, firm, document)).all.length });
      }
    }
    return absent;
  }

  async #suspectsAmong(
    scene: Scene,
    documents: readonly DocumentId[],
    files: TreeChanges['files'],
  ): Promise<readonly Suspect[]> {
    const { firm } = scene;
    const suspects: Suspect[] = [];
    for (const document of documents) {
      const read = await wholeStory(this.store, firm, document);
      const shown = await this.#show({ ...scene, document, read, files });
      const isChanged =
        shown !== undefined && (shown.drift !== null || openDriftIn(read.story) !== undefined);
      const isNew =
        isChanged ||
        (await this.#clearedIn(firm, read.story)) !== undefined ||
        (await openCopyIn(read.story, seenIn(files))) !== undefined;
      if (isNew) suspects.push({ document, told: read.all.length });
    }
    return suspects;
  }

  /** Bytes of a marked document at the open place that they were refused. */
  #openCopyIn(firm: FirmId, story: readonly Event[]): Promise<OpenCopy | undefined> {
    return openCopyIn(story, (path) => this.ports.ground.at(firm, path));
  }

  /** What was in the document’s way and is gone. */
  async #clearedIn(firm: FirmId, story: readonly Event[]): Promise<Obstacle | undefined> {
    const obstacle = obstacleIn(story);
    if (obstacle === undefined) return undefined;
    return (await this.ports.ground.isFree(firm, obstacle.path)) ? obstacle : undefined;
  }

  /** What was told of a document meanwhile may be why it is different: then a third look is to show the same. */
  async #judgeAgain(scene: Scene, suspects: readonly Suspect[]): Promise<Judged> {
    const { firm } = scene;
    const judged: { told: number; again: Suspect[] } = { told: 0, again: [] };
    for (const { document, told: before } of suspects) {
      const read = await wholeStory(this.store, firm, document);
      const { news, mayBeOurs } = await this.#lookAgain(scene, document, read);
      if (news.length > 0 && read.all.length === before && !mayBeOurs) {
        await this.#requireRoot(scene);
        await this.#tell(news, read.story.length);
        if (news.some(({ name }) => TOLD_OF.has(name))) judged.told += 1;
      } else if (news.length > 0 || mayBeOurs) {
        judged.again.push({ document, told: read.all.length });
      }
    }
    return judged;
  }

  async #lookAgain(
    scene: Scene,
    document: DocumentId,
    read: WholeStory,
  ): Promise<{ readonly news: readonly News[]; readonly mayBeOurs: boolean }> {
    const { firm } = scene;
    const { story } = read;
    const shown = await this.#show({ ...scene, document, read, files: NONE });
    const cleared = await this.#clearedIn(firm, story);
    const open = await this.#openCopyIn(firm, story);
    const isOurs = open?.refusal === null && isUnderWay(read.all);
    return {
      news: newsOf({ firm, document, story }, { shown, cleared, open }),
      mayBeOurs: isOurs || shown?.drift === 'under-way',
    };
  }

  /** @returns undefined where nobody can tell */
  async #show({ firm, accounts, document, read, files }: Looked): Promise<Shown | undefined> {
    const mirrored = mirroredIn(accounts.here(read.own));
    if (mirrored === undefined) return undefined;
    const seen = files.get(mirrored.counterpart);
    const now = seen ?? (await this.ports.ground.file(firm, mirrored.counterpart));
    if (now === undefined) return undefined;
    const drift = judgeDrift(mirrored, now, now !== null && (await this.#isOurs(firm, document, read, now)));
    if (drift !== undefined)
      return { drift: drift.kind !== 'moved' && isUnderWay(read.all) ? 'under-way' : drift };
    return now === null ? undefined : { drift: null, file: now };
  }

  /** It belongs where the trail says that it lies; another place that was given to it only while something is under way. */
  async #isOurs(
    firm: FirmId,
    document: DocumentId,
    { all }: WholeStory,
    { path }: FileNow,
  ): Promise<boolean> {
    const known = knownFileIn(all, document);
    if (known !== undefined && pathKey(known.place) === pathKey(path)) return true;
    return isUnderWay(all) && this.ports.places.isHeldBy(firm, document, path);
  }

  /** What was seen may have been seen in another account. @throws RootMoved */
  async #requireRoot({ firm, root }: Scene): Promise<void> {
    if ((await this.ports.ground.rootOf(firm)) === root) return;
    throw new RootMoved(`${firm}: another account was connected while it was looked at`);
  }

  async #tell(news: readonly News[], expected: number): Promise<void> {
    const [first] = news;
    if (first === undefined) return;
    const id = this.source.newLookId();
    const cause = {
      eventId: id,
      correlationId: id,
      handler: 'archiver.find-drift',
      actor: 'service:archiver',
      source: '/counterpart/archiver',
    };
    await this.store.transact(
      (tx) =>
        this.store.append(tx, cause, [{ stream: first.stream, expected, events: news }], this.source.now()),
      { firm: first.firm },
    );
  }
}

/** Files that a page of changes showed, by their place. */
function seenIn(files: TreeChanges['files']): SeenAt {
  const byPlace = new Map([...files.values()].map((file) => [pathKey(file.path), file]));
  return (path) => Promise.resolve(byPlace.get(pathKey(path)));
}
