import type { StreamName } from '@counterpart/contracts';
import { pathKey } from './path-key.js';

/** Who asks for a name, and where. */
export interface NameWish {
  /** Stream of the document or matter. */
  readonly owner: StreamName;
  readonly folder: string;
  /** The names to try in their order; endless. */
  readonly names: Iterable<string>;
}

/** A name that is the owner’s from now on. */
export interface ClaimedName {
  readonly name: string;
  /** Who holds the first name, where it is somebody else’s. */
  readonly heldBy: StreamName | null;
}

/**
 * Who holds which path, in memory: the rule that the router’s table keeps, for looking ahead. A claim is for ever; what
 * an owner held before it gets again.
 */
export class ClaimBook {
  readonly #holders: Map<string, StreamName>;
  readonly #folderKeys = new Map<string, string>();

  /** @param claims what is held already, by path */
  constructor(claims: Iterable<readonly [path: string, owner: StreamName]> = []) {
    this.#holders = new Map();
    for (const [path, owner] of claims) this.hold(path, owner);
  }

  /** Notes that a path was given away; the first to hold it keeps it. */
  hold(path: string, owner: StreamName): void {
    const key = pathKey(path);
    if (!this.#holders.has(key)) this.#holders.set(key, owner);
  }

  holderOf(path: string): StreamName | undefined {
    return this.#holders.get(pathKey(path));
  }

  /** A key of a path is the keys of its parts: thousands of documents share a folder. */
  #folderKey(folder: string): string {
    const known = this.#folderKeys.get(folder);
    if (known !== undefined) return known;
    const key = pathKey(folder);
    this.#folderKeys.set(folder, key);
    return key;
  }

  /** Claims the first name that is free, or that the owner claimed before. */
  claim({ owner, folder, names }: NameWish): ClaimedName {
    let heldBy: StreamName | null = null;
    for (const name of names) {
      const key = `${this.#folderKey(folder)}/${pathKey(name)}`;
      const holder = this.#holders.get(key) ?? owner;
      if (holder === owner) {
        this.#holders.set(key, owner);
        return { name, heldBy };
      }
      heldBy ??= holder;
    }
    throw new TypeError('the candidates of a name never end');
  }
}
