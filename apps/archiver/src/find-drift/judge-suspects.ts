import type { DocumentId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { wholeStories, wholeStory, type ToldDocument } from '../custody/whole-story.js';
import { TOLD_OF, type News } from './drift-news.js';
import type { DriftSight, Scene } from './drift-sight.js';
import type { Suspect } from './find-drift.ports.js';

/** Documents that Dropbox is asked for at once. */
const AT_ONCE = 6;

/** What became of suspects. */
export interface Judged {
  readonly told: number;
  /** They are none any more. */
  readonly over: readonly DocumentId[];
  /** They are to be looked at again. */
  readonly again: readonly Suspect[];
}

interface Verdict {
  readonly document: DocumentId;
  readonly isTold: boolean;
  readonly again?: Suspect;
}

/** Looks at documents that may have been changed by hand, a few at once. */
export class SuspectJudge {
  constructor(
    private readonly store: EventStore,
    private readonly sight: DriftSight,
    /** Tells what is new, where what was seen was seen in the account of now. */
    private readonly tell: (scene: Scene, news: readonly News[], expected: number) => Promise<void>,
  ) {}

  /** The first look at documents. @param shows what is seen of one @returns those of them that are suspects */
  async suspectsAmong(
    scene: Scene,
    documents: readonly DocumentId[],
    shows: (told: ToldDocument) => Promise<boolean>,
  ): Promise<readonly Suspect[]> {
    const stories = await wholeStories(this.store, scene.firm, documents);
    const suspects = await aFewAtOnce(stories, async (told) =>
      (await shows(told)) ? [{ document: told.document, told: told.read.all.length }] : [],
    );
    return suspects.flat();
  }

  /** The second look: what was told of a document meanwhile may be why it is different, and then a third is to show the same. */
  async judge(scene: Scene, suspects: readonly Suspect[]): Promise<Judged> {
    const before = new Map(suspects.map(({ document, told }) => [document, told]));
    const stories = await wholeStories(this.store, scene.firm, [...before.keys()]);
    const verdicts = await aFewAtOnce(stories, (told) => this.#judge(scene, told, before.get(told.document)));
    return {
      told: verdicts.filter(({ isTold }) => isTold).length,
      over: verdicts.flatMap(({ document, again }) => (again === undefined ? [document] : [])),
      again: verdicts.flatMap(({ again }) => (again === undefined ? [] : [again])),
    };
  }

  async #judge(scene: Scene, { document, read }: ToldDocument, before: number | undefined): Promise<Verdict> {
    const { news, mayBeOurs, isOpen } = await this.sight.lookAgain(scene, { document, read });
    const isNew = news.length > 0 && !mayBeOurs && read.all.length === before;
    // A move of ours that was decided after the stories were read may be what the look showed.
    const isTold = isNew && (await wholeStory(this.store, scene.firm, document)).all.length === before;
    if (isTold) await this.tell(scene, news, read.story.length);
    const isAgain = isOpen || (news.length > 0 && !isTold);
    return {
      document,
      isTold: isTold && news.some(({ name }) => TOLD_OF.has(name)),
      ...(isAgain ? { again: { document, told: read.all.length } } : {}),
    };
  }
}

/** @throws what one of them throws, once those that had begun with it have ended */
async function aFewAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    for (const ended of await Promise.allSettled(items.slice(from, from + AT_ONCE).map(work))) {
      if (ended.status === 'rejected') throw ended.reason;
      results.push(ended.value);
    }
  }
  return results;
}
