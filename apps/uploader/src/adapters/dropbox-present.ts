import type { DropboxConnection, DropboxConnections } from '@counterpart/connections';
import type { FirmId, Placement } from '@counterpart/contracts';
import type { PresentFiles } from '../stage-document/stage-document.ports.js';
import type { FoundFile } from '../upload/judge-commit.js';
import { KnownFolder } from './known-folder.js';

/** A listing older than this is brought up to date while it serves: what it misses is found by the commit. */
const FRESH_MS = 5000;
/** Files and folders that are remembered, over all firms; the longest unused folders are forgotten first. */
const MOST = { files: 100_000, folders: 5000 };

/**
 * What lies in Dropbox’s folders: each is listed once, then its cursor tells what changed. A folder where paths begin elsewhere is
 * another one, whatever its path: nothing that lies in an account of before is taken for what lies here.
 */
export class DropboxPresent implements PresentFiles {
  /** In the order of use. */
  readonly #folders = new Map<string, KnownFolder>();

  constructor(
    private readonly connections: DropboxConnections,
    private readonly now: () => number = Date.now,
  ) {}

  async at(firm: FirmId, { folder, name }: Placement): Promise<FoundFile | undefined> {
    const connection = await this.connections.of(firm);
    const known = this.#folderOf(firm, connection, folder);
    if (known.ageMs === Infinity) await this.#refresh(connection, known);
    // Nobody waits for it; where it fails, the next one to ask tries again.
    else if (known.ageMs > FRESH_MS) this.#refresh(connection, known).catch(() => undefined);
    return known.file(name);
  }

  async lookAgain(firm: FirmId, { folder, name }: Placement): Promise<FoundFile | undefined> {
    const connection = await this.connections.of(firm);
    const known = this.#folderOf(firm, connection, folder);
    await this.#refresh(connection, known);
    return known.file(name);
  }

  async #refresh({ client }: DropboxConnection, known: KnownFolder): Promise<void> {
    await known.refresh(client.listings);
    this.#forgetLongestUnused();
  }

  #folderOf(firm: FirmId, { rootNamespace }: DropboxConnection, folder: string): KnownFolder {
    const key = `${firm}/${rootNamespace}${folder.toLowerCase()}`;
    const known = this.#folders.get(key) ?? new KnownFolder(folder, this.now);
    this.#folders.delete(key);
    this.#folders.set(key, known);
    return known;
  }

  #forgetLongestUnused(): void {
    let files = 0;
    for (const known of this.#folders.values()) files += known.size;
    for (const [key, known] of this.#folders) {
      if (files <= MOST.files && this.#folders.size <= MOST.folders) return;
      files -= known.size;
      this.#folders.delete(key);
    }
  }
}
