import type { DocumentId, FirmId } from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';
import type { FileOwners } from '../custody/file-owners.js';
import type { FoundFiles, GivenPlaces, TreeChanges } from './find-drift.ports.js';

/** Whom a page of changes is about. */
interface TouchedDocuments {
  /** The page may show their files. */
  readonly shown: readonly DocumentId[];
  /** It changed something above their files, and does not show them. */
  readonly hidden: readonly DocumentId[];
}

/** Where the registries are that tell whose a place or a file is. */
export interface Registries {
  readonly places: GivenPlaces;
  readonly owners: FileOwners;
  readonly found: FoundFiles;
}

/**
 * Tells whom the pages of one look are about: by the places that were given to documents, by their files wherever they lie, and by where
 * a hand left them.
 */
export class TouchedBy {
  #found: ReturnType<FoundFiles['of']> | undefined;

  constructor(
    private readonly registries: Registries,
    private readonly firm: FirmId,
  ) {}

  async of(page: TreeChanges): Promise<TouchedDocuments> {
    const { places, owners } = this.registries;
    const held = await places.at(this.firm, page.paths);
    // What a listing shows is compared with it in the end; what is gone it does not show.
    const changed = page.isWhole ? page.gone : page.paths;
    const files = page.isWhole ? [] : [...page.files.keys()];
    const owned = files.length === 0 ? [] : (await owners.of(this.firm, files)).values();
    const shown = new Set([...held.map(({ document }) => document), ...owned]);
    // A document’s place is no folder.
    const keys = new Set(held.map(({ key }) => key));
    const folders = changed.filter((path) => !keys.has(pathKey(path)));
    const below = await places.below(this.firm, folders);
    const hidden = new Set([...below, ...(await this.#foundAmong(changed))]);
    return { shown: [...shown], hidden: [...hidden].filter((document) => !shown.has(document)) };
  }

  /** Files that a hand left where nothing was given to them. */
  async #foundAmong(changed: readonly string[]): Promise<readonly DocumentId[]> {
    if (changed.length === 0) return [];
    this.#found ??= this.registries.found.of(this.firm);
    const keys = new Set(changed.map(pathKey));
    const isTouched = (path: string): boolean => upwards(pathKey(path)).some((key) => keys.has(key));
    return (await this.#found).filter(({ path }) => isTouched(path)).map(({ document }) => document);
  }
}

/** A path, and every folder above it. */
function upwards(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 2).join('/'));
}
