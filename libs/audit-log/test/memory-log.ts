import { Edge, HASH_BYTES, leafHash, TiledNodes, type TileName, type TileReader } from '../src/index.js';

/** A log in memory: full tiles as they fill, the rest kept as leaf and subtree hashes. */
export class MemoryLog implements TileReader {
  readonly #levels: Buffer[][] = [];
  readonly #edge = Edge.empty();

  constructor(entries: Iterable<Uint8Array> = []) {
    for (const entry of entries) this.append(leafHash(entry));
  }

  get size(): number {
    return this.#edge.size;
  }

  get root(): Buffer {
    return this.#edge.root();
  }

  get nodes(): TiledNodes {
    return new TiledNodes(this, this.size);
  }

  append(leaf: Buffer): void {
    (this.#levels[0] ??= []).push(leaf);
    for (const tile of this.#edge.append(leaf)) (this.#levels[tile.level + 1] ??= []).push(tile.root);
  }

  tile({ level, index, width }: TileName & { readonly level: number }): Promise<Buffer | undefined> {
    const hashes = (this.#levels[level] ?? []).slice(index * 256, index * 256 + width);
    return Promise.resolve(hashes.length * HASH_BYTES === 0 ? undefined : Buffer.concat(hashes));
  }
}

/** Entries of a log that differ from each other. */
export const entries = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
