import type { DocumentId, DropboxAccounts, Event, FirmId } from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';
import { obstacleIn, type Obstacle } from '../custody/conflict.js';
import { judgeDrift, mirroredIn, openDriftIn, type Drift, type FileNow } from '../custody/drift.js';
import { knownFileIn } from '../custody/known-file.js';
import { openCopyIn, type OpenCopy, type SeenAt } from '../custody/open-copy.js';
import { deadTracesIn, isUnderWay, isUnsettled } from '../custody/under-way.js';
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

/** Files that were just seen. */
export interface SeenFiles {
  /** By their Dropbox id. */
  readonly byId: TreeChanges['files'];
  readonly at: SeenAt;
}

export function seenFiles(byId: TreeChanges['files']): SeenFiles {
  const byPlace = new Map([...byId.values()].map((file) => [pathKey(file.path), file]));
  return { byId, at: (path) => Promise.resolve(byPlace.get(pathKey(path))) };
}

export const NONE_SEEN = seenFiles(new Map());

/** What a page alone says of a document. `unseen`: Dropbox has to be asked. */
export type Glance = 'different' | 'as-told' | 'unseen';

/** What a second look shows. */
export interface SecondLook {
  readonly news: readonly News[];
  /** What is different may be our own doing, not told yet: nothing is told by this look. */
  readonly mayBeOurs: boolean;
  /** Something may yet come of it: it is looked at again. */
  readonly isOpen: boolean;
}

/** How what Dropbox shows differs from what was told of a document. It decides nothing and keeps nothing. */
export class DriftSight {
  constructor(
    private readonly ground: DriftGround,
    private readonly places: GivenPlaces,
  ) {}

  /** What the files of a page say, where nothing else is asked for. */
  async glance(scene: Scene, told: ToldDocument, files: SeenFiles): Promise<Glance> {
    const { story, own } = told.read;
    if ((await openCopyIn(story, files.at)) !== undefined) return 'different';
    if (obstacleIn(story) !== undefined) return 'unseen';
    const mirrored = mirroredIn(scene.accounts.here(own));
    if (mirrored !== undefined && !files.byId.has(mirrored.counterpart)) return 'unseen';
    return (await this.isSuspect(scene, told, files)) ? 'different' : 'as-told';
  }

  /** Whether something about the document may be new. Files that were seen are not asked for. */
  async isSuspect(scene: Scene, { document, read }: ToldDocument, files: SeenFiles): Promise<boolean> {
    const shown = await this.#show(scene, { document, read }, files.byId);
    const isChanged = shown !== undefined && (shown.drift !== null || openDriftIn(read.story) !== undefined);
    return (
      isChanged ||
      (await this.#clearedIn(scene.firm, read.story)) !== undefined ||
      (await openCopyIn(read.story, files.at)) !== undefined
    );
  }

  /** What is new about a document as Dropbox shows it now. */
  async lookAgain(scene: Scene, { document, read }: ToldDocument): Promise<SecondLook> {
    const { firm } = scene;
    const { story } = read;
    const shown = await this.#show(scene, { document, read }, NONE_SEEN.byId);
    const cleared = await this.#clearedIn(firm, story);
    const open = await this.#openCopyIn(firm, story);
    const isUntold = open?.refusal === null;
    const mayBeOurs = (isUntold && isUnderWay(read.all)) || shown?.drift === 'under-way';
    return {
      news: newsOf({ firm, document, story }, { shown, cleared, open }),
      mayBeOurs,
      isOpen: mayBeOurs || (isUntold && isUnsettled(read.all)),
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
    files: TreeChanges['files'],
  ): Promise<Shown | undefined> {
    const mirrored = mirroredIn(accounts.here(read.own));
    if (mirrored === undefined) return undefined;
    const seen = files.get(mirrored.counterpart);
    const now = seen ?? (await this.ground.file(firm, mirrored.counterpart));
    if (now === undefined) return undefined;
    const drift = judgeDrift(mirrored, now, now !== null && (await this.#isOurs(firm, document, read, now)));
    if (drift !== undefined) return { drift: isOwnDoing(drift, document, read) ? 'under-way' : drift };
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

/** It may be: of what is under way, or of work that was given up when it had been done. */
function isOwnDoing({ kind, found }: Drift, document: DocumentId, { all }: WholeStory): boolean {
  if (kind !== 'moved' && isUnderWay(all)) return true;
  if (found === null) return false;
  const { places, contents } = deadTracesIn(all, knownFileIn(all, document));
  return kind === 'moved' ? places.has(pathKey(found.path)) : contents.has(found.contentHash);
}
