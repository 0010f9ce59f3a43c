import type { DocumentId, FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { mirroredIn } from '../custody/drift.js';
import { wholeStories, wholeStory, type ToldDocument } from '../custody/whole-story.js';
import { TOLD_OF, type News } from './drift-news.js';
import { DriftSight, type Scene, type SeenFiles } from './drift-sight.js';
import { EmptyListing, RootMoved } from './find-drift.ports.js';
import type {
  ConnectedAccounts,
  DriftBook,
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

/** A look as it goes on. */
interface Look extends Scene {
  readonly book: DriftBook;
  readonly signal: AbortSignal;
  /** Unix milliseconds after which the next look goes on. */
  readonly untilMs: number;
}

/** Documents whose stories are read together, and are in memory at once. */
const TOGETHER = 200;

/** Firms are looked at one after the other: a look that takes longer leaves the rest to the firm’s next one. */
const LONGEST_LOOK_MS = 300_000;

const NEVER = new AbortController().signal;

/**
 * Finds what people changed in Dropbox by hand: edits, moves and deletions of counterparts. A cursor tells where
 * something changed; what is different at two looks, while nothing was told of the document in between, is drift. Our own
 * writes change places too: what they may have done is put off while they are under way. Without a cursor everything is listed, and then
 * each counterpart is compared with what the listing showed; one that it did not show is looked at, too. Each page is kept: a look that
 * breaks off is gone on with there, by whichever process, and nothing is compared or judged before the listing has come to its end. What was
 * told and is as it should be again, is told as well; so are bytes of a privileged document at the open place that they were refused.
 * Where another account was connected, all is listed anew, and what was mirrored to the one before is none of this one’s: that it is not
 * here is no deletion.
 */
export class FindDrift {
  readonly #sight: DriftSight;

  constructor(
    private readonly store: EventStore,
    private readonly ports: DriftPorts,
    private readonly source: DriftSource,
  ) {
    this.#sight = new DriftSight(ports.ground, ports.places);
  }

  /**
   * @param signal ends the look after the page in hand
   * @returns how many were told; undefined where another pod looks
   * @throws what Dropbox throws, and the signal’s reason; the next look goes on there
   */
  async look(firm: FirmId, signal: AbortSignal = NEVER): Promise<number | undefined> {
    const untilMs = this.source.now().getTime() + LONGEST_LOOK_MS;
    let told = 0;
    const isMine = await this.ports.marks.change(firm, async (book) => {
      const root = await this.ports.ground.rootOf(firm);
      const look = { firm, root, accounts: await this.ports.accounts.of(firm), book, signal, untilMs };
      if ((await book.mark()).root !== root) await book.beginAnew(root);
      const mark = await book.mark();
      if (mark.stage === 'settled') told = await this.#judgeAgain(look);
      await this.#goOn(look, mark);
    });
    return isMine ? told : undefined;
  }

  /** Takes in what changed since the last look, or from where it broke off. */
  async #goOn(look: Look, mark: DriftMark): Promise<void> {
    let isWhole = false;
    for await (const page of this.ports.ground.changes(look.firm, mark)) {
      await this.#takeIn(look, page);
      if (page.more && this.#isOver(look)) return;
      ({ isWhole } = page);
    }
    if (isWhole) await this.#compare(look);
  }

  async #takeIn(look: Look, page: TreeChanges): Promise<void> {
    // What a listing shows is compared with it in the end; what is gone it does not show.
    const below = page.isWhole ? page.gone : page.paths;
    const documents = await this.ports.places.holders(look.firm, { at: page.paths, below });
    const suspects: Suspect[] = [];
    for (let from = 0; from < documents.length; from += TOGETHER) {
      const some = documents.slice(from, from + TOGETHER);
      suspects.push(...(await this.#suspectsAmong(look, some, page.files)));
    }
    await this.#requireRoot(look);
    await look.book.keepPage(page, suspects);
  }

  async #suspectsAmong(
    scene: Scene,
    documents: readonly DocumentId[],
    files: SeenFiles,
  ): Promise<readonly Suspect[]> {
    const suspects: Suspect[] = [];
    for (const { document, read } of await wholeStories(this.store, scene.firm, documents)) {
      if (await this.#sight.isSuspect(scene, { document, read }, files))
        suspects.push({ document, told: read.all.length });
    }
    return suspects;
  }

  /** Compares counterparts with a listing of everything that came to its end. What it did not show is looked at by its id before it is told. */
  async #compare(look: Look): Promise<void> {
    const { compared } = await look.book.mark();
    for await (const page of this.ports.mirrored.of(look.firm, compared)) {
      for (let from = 0; from < page.length; from += TOGETHER) {
        await this.#compareSome(look, page.slice(from, from + TOGETHER));
        if (this.#isOver(look)) return;
      }
    }
    await look.book.settle();
  }

  async #compareSome(look: Look, documents: readonly DocumentId[]): Promise<void> {
    const { firm, accounts, book } = look;
    const stories = await wholeStories(this.store, firm, documents);
    const counterpartOf = ({ read }: ToldDocument) => mirroredIn(accounts.here(read.own))?.counterpart;
    const known = stories.map(counterpartOf).filter((one) => one !== undefined);
    const seen = await book.seen(known);
    if (known.length > 0 && seen.size === 0 && !(await book.hasSeenAny())) {
      await book.relist();
      throw new EmptyListing(`${firm}: Dropbox shows no file at all`);
    }
    const suspects: Suspect[] = [];
    for (const told of stories) {
      const counterpart = counterpartOf(told);
      const isAbsent = counterpart !== undefined && !seen.has(counterpart);
      if (isAbsent || (await this.#sight.isSuspect(look, told, seen)))
        suspects.push({ document: told.document, told: told.read.all.length });
    }
    await this.#requireRoot(look);
    const last = documents.at(-1);
    if (last !== undefined) await book.keepCompared(last, suspects);
  }

  /** Whether the next look is to go on. @throws the signal’s reason where the service stops */
  #isOver({ signal, untilMs }: Look): boolean {
    signal.throwIfAborted();
    return this.source.now().getTime() >= untilMs;
  }

  /** What was told of a document meanwhile may be why it is different: then a third look is to show the same. */
  async #judgeAgain(look: Look): Promise<number> {
    let told = 0;
    for await (const suspects of look.book.suspects()) {
      const judged: { over: DocumentId[]; again: Suspect[] } = { over: [], again: [] };
      for (const suspect of suspects) {
        const { again, isTold } = await this.#judge(look, suspect);
        if (isTold) told += 1;
        if (again === undefined) judged.over.push(suspect.document);
        else judged.again.push(again);
      }
      await look.book.keepJudged(judged);
      look.signal.throwIfAborted();
    }
    return told;
  }

  async #judge(
    look: Look,
    { document, told: before }: Suspect,
  ): Promise<{ readonly isTold: boolean; readonly again?: Suspect }> {
    const read = await wholeStory(this.store, look.firm, document);
    const { news, mayBeOurs } = await this.#sight.lookAgain(look, { document, read });
    if (news.length > 0 && read.all.length === before && !mayBeOurs) {
      await this.#requireRoot(look);
      await this.#tell(news, read.story.length);
      return { isTold: news.some(({ name }) => TOLD_OF.has(name)) };
    }
    const isAgain = news.length > 0 || mayBeOurs;
    return { isTold: false, ...(isAgain ? { again: { document, told: read.all.length } } : {}) };
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
