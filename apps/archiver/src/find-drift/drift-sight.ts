import type { DocumentId, DropboxAccounts, Event, FirmId } from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';
import { obstacleIn, type Obstacle } from '../custody/conflict.js';
import { judgeDrift, mirroredIn, openDriftIn, type FileNow } from '../custody/drift.js';
import { isUnderWay, knownFileIn } from '../custody/known-file.js';
import { openCopyIn, type OpenCopy, type SeenAt } from '../custody/open-copy.js';
import type { ToldDocument, WholeStory } from '../custody/whole-story.js';
import { newsOf, type News, type Shown } from './drift-news.js';
import type { DriftGround, GivenPlaces, TreeChanges } from './find-drift.ports.js';

/** Where one look takes place. */
export interface Scene {
  readonly firm: FirmId;
  /** The namespace that paths begin in. */
  readonly root: string;
  readonly accounts: DropboxAccounts;
}

/** Files that were just seen, by their Dropbox id. */
export type SeenFiles = TreeChanges['files'];

const NONE: SeenFiles = new Map();

/** How what Dropbox shows differs from what was told of a document. It decides nothing and keeps nothing. */
export class DriftSight {
  constructor(
    private readonly ground: DriftGround,
    private readonly places: GivenPlaces,
  ) {}

  /** Whether something about the document may be new. Files that were seen are not asked for. */
  async isSuspect(scene: Scene, { document, read }: ToldDocument, files: SeenFiles): Promise<boolean> {
    const shown = await this.#show(scene, { document, read }, files);
    const isChanged = shown !== undefined && (shown.drift !== null || openDriftIn(read.story) !== undefined);
    return (
      isChanged ||
      (await this.#clearedIn(scene.firm, read.story)) !== undefined ||
      (await openCopyIn(read.story, seenIn(files))) !== undefined
    );
  }

  /** What is new about a document as Dropbox shows it now; `mayBeOurs` where it may be our own doing, not told yet. */
  async lookAgain(
    scene: Scene,
    { document, read }: ToldDocument,
  ): Promise<{ readonly news: readonly News[]; readonly mayBeOurs: boolean }> {
    const { firm } = scene;
    const { story } = read;
    const shown = await this.#show(scene, { document, read }, NONE);
    const cleared = await this.#clearedIn(firm, story);
    const open = await this.#openCopyIn(firm, story);
    const isOurs = open?.refusal === null && isUnderWay(read.all);
    return {
      news: newsOf({ firm, document, story }, { shown, cleared, open }),
      mayBeOurs: isOurs || shown?.drift === 'under-way',
    };
  }

  /** Bytes of a marked document at the open place that they were refused. */
  #openCopyIn(firm: FirmId, story: readonly Event[]): Promise<OpenCopy | undefined> {
    return openCopyIn(story, (path) => this.ground.at(firm, path));
  }

  /** What was in the document’s way and is gone. */
  async #clearedIn(firm: FirmId, story: readonly Event[]): Promise<Obstacle | undefined> {
    const obstacle = obstacleIn(story);
    if (obstacle === undefined) return undefined;
    return (await this.ground.isFree(firm, obstacle.path)) ? obstacle : undefined;
  }

  /** @returns undefined where nobody can tell */
  async #show(
    { firm, accounts }: Scene,
    { document, read }: ToldDocument,
    files: SeenFiles,
  ): Promise<Shown | undefined> {
    const mirrored = mirroredIn(accounts.here(read.own));
    if (mirrored === undefined) return undefined;
    const seen = files.get(mirrored.counterpart);
    const now = seen ?? (await this.ground.file(firm, mirrored.counterpart));
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
    return isUnderWay(all) && this.places.isHeldBy(firm, document, path);
  }
}

/** Files that a page of changes showed, by their place. */
function seenIn(files: SeenFiles): SeenAt {
  const byPlace = new Map([...files.values()].map((file) => [pathKey(file.path), file]));
  return (path) => Promise.resolve(byPlace.get(pathKey(path)));
}
