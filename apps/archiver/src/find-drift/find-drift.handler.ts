import type { DocumentId, FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { mirroredIn } from '../custody/drift.js';
import type { FileOwners } from '../custody/file-owners.js';
import { wholeStories, type ToldDocument } from '../custody/whole-story.js';
import type { News } from './drift-news.js';
import { DriftSight, NONE_SEEN, seenFiles, type Scene } from './drift-sight.js';
import { EmptyListing, RootMoved } from './find-drift.ports.js';
import type {
  ConnectedAccounts,
  DriftBook,
  DriftGround,
  DriftMark,
  DriftMarks,
  FoundFiles,
  GivenPlaces,
  MirroredDocuments,
  Suspect,
  Touched,
  TreeChanges,
} from './find-drift.ports.js';
import { SuspectJudge } from './judge-suspects.js';
import { TouchedBy } from './touched-by.js';

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
  readonly owners: FileOwners;
  readonly found: FoundFiles;
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

/** A few firms are looked at side by side: a look that takes longer leaves the rest to the firm’s next one. */
const LONGEST_LOOK_MS = 300_000;

const NEVER = new AbortController().signal;

/**
 * Finds what people changed in Dropbox by hand: edits, moves and deletions of counterparts. A cursor tells where
 * something changed; what is different at two looks, while nothing was told of the document in between, is drift. Our own
 * writes change places too: what they may have done is put off while they are under way. Without a cursor everything is listed, and then
 * each counterpart is compared with what the listing showed; one that it did not show is looked at, too. Where another account was
 * connected, all is listed anew, and what was mirrored to the one before is none of this one’s: that it is not here is no deletion. What
 * was told and is as it should be again, is told as well; so are bytes of a privileged document at the open place that they were refused.
 *
 * Somebody may move a folder of fifty thousand documents. So every step is made in parts, each of which is kept: a look that takes too
 * long, breaks off, or whose service stops is gone on with there, by whichever process.
 *
 * judging (all suspects) → following or listing (page by page) → comparing (after a listing) → looking at whom the pages touched and did
 * not show. Nothing is compared before the listing has come to its end, nor judged while anybody is still to be looked at.
 */
export class FindDrift {
  readonly #sight: DriftSight;
  readonly #judge: SuspectJudge;

  constructor(
    private readonly store: EventStore,
    private readonly ports: DriftPorts,
    private readonly source: DriftSource,
  ) {
    this.#sight = new DriftSight(ports.ground, ports.places);
    this.#judge = new SuspectJudge(store, this.#sight, async (scene, news, expected) => {
      await this.#requireRoot(scene);
      await this.#tell(news, expected);
    });
  }

  /**
   * @param signal ends the look after the part in hand
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
      const judged = await this.#judgeAll(look, mark);
      ({ told } = judged);
      if (judged.isAll) await this.#goOn(look, mark);
    });
    return isMine ? told : undefined;
  }

  /** Takes in what changed since the last look, or from where it broke off. */
  async #goOn(look: Look, mark: DriftMark): Promise<void> {
    const touched = new TouchedBy(this.ports, look.firm);
    let isWhole = false;
    for await (const page of this.ports.ground.changes(look.firm, mark)) {
      await look.book.keepPage(page, await this.#takeIn(look, page, touched));
      if (page.more && this.#isOver(look)) return;
      ({ isWhole } = page);
    }
    if (isWhole && !(await this.#compare(look))) return;
    await this.#lookAtUnseen(look);
  }

  /** Most of whom a page touches it shows, too: nobody has to ask for them. */
  async #takeIn(look: Look, page: TreeChanges, touched: TouchedBy): Promise<Touched> {
    const { shown, hidden } = await touched.of(page);
    const files = seenFiles(page.files);
    const told = { different: [] as Suspect[], 'as-told': [] as Suspect[], unseen: [] as Suspect[] };
    for (let from = 0; from < shown.length; from += TOGETHER) {
      for (const one of await wholeStories(this.store, look.firm, shown.slice(from, from + TOGETHER))) {
        const glance = await this.#sight.glance(look, one, files);
        told[glance].push({ document: one.document, told: one.read.all.length });
      }
    }
    await this.#requireRoot(look);
    return {
      suspects: told.different,
      unseen: [...told.unseen.map(({ document }) => document), ...hidden],
      asTold: told['as-told'].map(({ document }) => document),
    };
  }

  /** The first look at whom pages touched and did not show. */
  async #lookAtUnseen(look: Look): Promise<void> {
    for await (const documents of look.book.unseen()) {
      const suspects = await this.#judge.suspectsAmong(look, documents, (told) =>
        this.#sight.isSuspect(look, told, NONE_SEEN),
      );
      await this.#requireRoot(look);
      await look.book.keepLookedAt(documents, suspects);
      if (this.#isOver(look)) return;
    }
  }

  /**
   * Compares counterparts with a listing of everything that came to its end. What it did not show is looked at by its id before it is
   * told.
   * @returns whether all were
   */
  async #compare(look: Look): Promise<boolean> {
    const { compared } = await look.book.mark();
    for await (const page of this.ports.mirrored.of(look.firm, compared)) {
      for (let from = 0; from < page.length; from += TOGETHER) {
        await this.#compareSome(look, page.slice(from, from + TOGETHER));
        if (this.#isOver(look)) return false;
      }
    }
    await look.book.settle();
    return true;
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
    const files = seenFiles(seen);
    const suspects = await this.#judge.suspectsAmong(look, documents, async (told) => {
      const counterpart = counterpartOf(told);
      const isAbsent = counterpart !== undefined && !seen.has(counterpart);
      return isAbsent || this.#sight.isSuspect(look, told, files);
    });
    await this.#requireRoot(look);
    const last = documents.at(-1);
    if (last !== undefined) await book.keepCompared(last, suspects);
  }

  /** Whether the next look is to go on. @throws the signal’s reason where the service stops */
  #isOver({ signal, untilMs }: Look): boolean {
    signal.throwIfAborted();
    return this.source.now().getTime() >= untilMs;
  }

  /**
   * Judges all suspects, one part after the other. A mass of them is healed, or is too much to be, only as a whole: the mark says so from
   * before the first is told until all are judged.
   */
  async #judgeAll(
    look: Look,
    { stage, judged }: DriftMark,
  ): Promise<{ readonly told: number; readonly isAll: boolean }> {
    if (stage !== 'settled' || (await look.book.hasUnseen())) return { told: 0, isAll: true };
    let told = 0;
    for await (const suspects of look.book.suspects(judged)) {
      await look.book.beginJudging();
      const verdicts = await this.#judge.judge(look, suspects);
      told += verdicts.told;
      const last = suspects.at(-1);
      if (last !== undefined) await look.book.keepJudged(last.document, verdicts);
      if (this.#isOver(look)) return { told, isAll: false };
    }
    await look.book.endJudging();
    return { told, isAll: true };
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
