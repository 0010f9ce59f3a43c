import type { DropboxClient, DropboxFile, ListedPage } from '@counterpart/dropbox-client';

type Listings = DropboxClient['listings'];

/** A folder of more files is not remembered: it would take the memory of many. */
const MOST_FILES = 50_000;

/** The files that lie in one folder, as its cursor told them last. */
export class KnownFolder {
  readonly #files = new Map<string, DropboxFile>();
  #cursor: string | undefined;
  #asking: Promise<void> | undefined;
  #askedAt = -Infinity;
  #isTooLarge = false;

  constructor(
    private readonly path: string,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.#files.size;
  }

  /** How long ago the folder was asked for, milliseconds. */
  get ageMs(): number {
    return this.now() - this.#askedAt;
  }

  file(name: string): DropboxFile | undefined {
    return this.#files.get(keyOf(name));
  }

  /** Takes in what changed; those who ask at the same time share the call. @throws DropboxError */
  refresh(listings: Listings): Promise<void> {
    this.#asking ??= this.#ask(listings).finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(listings: Listings): Promise<void> {
    const askedAt = this.now();
    if (this.#isTooLarge) return;
    let page = this.#cursor === undefined ? await this.#begin(listings) : await listings.go(this.#cursor);
    if (page === undefined && this.#cursor !== undefined) page = await this.#begin(listings);
    while (page !== undefined && !this.#isTooLarge) {
      this.#take(page);
      page = page.more ? await listings.go(page.cursor) : undefined;
    }
    this.#askedAt = askedAt;
  }

  #begin(listings: Listings): Promise<ListedPage | undefined> {
    this.#files.clear();
    this.#cursor = undefined;
    return listings.begin(this.path);
  }

  #take({ names, cursor }: ListedPage): void {
    for (const { name, file } of names) {
      if (file === null) this.#files.delete(keyOf(name));
      else this.#files.set(keyOf(name), file);
    }
    this.#cursor = cursor;
    this.#isTooLarge = this.#files.size > MOST_FILES;
    if (this.#isTooLarge) this.#files.clear();
  }
}

/** Dropbox tells names apart without regard to case. One that folds otherwise there is not found: it is sent as ever. */
const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();
