import { EMPTY_ROOT, rootOver } from '../merkle/hashes.js';
import { hashesAt, TILE_WIDTH } from './tile-path.js';

/** A tile that became full. */
export interface FullTile {
  readonly level: number;
  readonly index: number;
  /** 256 hashes one after another. */
  readonly hashes: Buffer;
  /** Root over them: the hash that stands for the tile one level up. */
  readonly root: Buffer;
}

/** The right edge of a growing log: at each level the hashes that do not fill a tile yet. All that growing needs. */
export class Edge {
  readonly #levels: Buffer[][];
  #size: number;

  private constructor(size: number, levels: Buffer[][]) {
    this.#size = size;
    this.#levels = levels;
  }

  static empty(): Edge {
    return new Edge(0, []);
  }

  /**
   * The edge of a log of `size` leaves.
   * @param levels of each level, from 0, the hashes behind its last full tile
   * @throws TypeError where the levels do not fit the size
   */
  static at(size: number, levels: readonly (readonly Buffer[])[]): Edge {
    for (let level = 0; hashesAt(level, size) > 0; level += 1) {
      if ((levels[level]?.length ?? 0) !== hashesAt(level, size) % TILE_WIDTH) {
        throw new TypeError(`level ${level} of the edge does not fit ${size} leaves`);
      }
    }
    return new Edge(
      size,
      levels.map((hashes) => [...hashes]),
    );
  }

  get size(): number {
    return this.#size;
  }

  /** Takes one more leaf. @returns the tiles that it filled, lowest level first */
  append(leaf: Buffer): readonly FullTile[] {
    const filled: FullTile[] = [];
    this.#size += 1;
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      const hashes = (this.#levels[level] ??= []);
      hashes.push(hash);
      if (hashes.length < TILE_WIDTH) return filled;
      this.#levels[level] = [];
      hash = rootOver(hashes);
      const index = hashesAt(level + 1, this.#size) - 1;
      filled.push({ level, index, hashes: Buffer.concat(hashes), root: hash });
    }
  }

  /** Root of the tree over all leaves so far. */
  root(): Buffer {
    let right: readonly Buffer[] = [];
    for (const hashes of this.#levels) {
      const here = [...hashes, ...right];
      right = here.length === 0 ? [] : [rootOver(here)];
    }
    return right[0] ?? EMPTY_ROOT;
  }
}
