import { AuditError } from '../errors.js';
import { HASH_BYTES, rootOver } from '../merkle/hashes.js';
import type { NodeReader } from '../merkle/prove.js';
import { hashesAt, TILE_WIDTH, type TileName } from './tile-path.js';

/** Where tiles of hashes come from. */
export interface TileReader {
  /** The hashes of a tile one after another; undefined where there is no such tile. */
  tile(name: TileName & { readonly level: number }): Promise<Buffer | undefined>;
}

const LEVELS_A_TILE = 8;

/** Nodes of a log of `size` leaves out of its tiles; what was read once is kept. */
export class TiledNodes implements NodeReader {
  readonly #known = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly tiles: TileReader,
    private readonly size: number,
  ) {}

  /** @throws AuditError AUDIT_TILE_MISSING */
  async node(level: number, index: number): Promise<Buffer> {
    const tileLevel = Math.floor(level / LEVELS_A_TILE);
    const count = 2 ** (level % LEVELS_A_TILE);
    const first = index * count;
    const tile = Math.floor(first / TILE_WIDTH);
    const from = (first - tile * TILE_WIDTH) * HASH_BYTES;
    const bytes = await this.#tile(tileLevel, tile);
    if (bytes.length < from + count * HASH_BYTES) throw missing(tileLevel, tile);
    const hashes = Array.from({ length: count }, (_, place) =>
      bytes.subarray(from + place * HASH_BYTES, from + (place + 1) * HASH_BYTES),
    );
    return rootOver(hashes);
  }

  #tile(level: number, index: number): Promise<Buffer> {
    const key = `${level}/${index}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const read = this.#read(level, index);
    this.#known.set(key, read);
    return read;
  }

  async #read(level: number, index: number): Promise<Buffer> {
    const width = Math.min(TILE_WIDTH, hashesAt(level, this.size) - index * TILE_WIDTH);
    if (width <= 0) throw missing(level, index);
    const bytes = await this.tiles.tile({ level, index, width });
    if (bytes === undefined || bytes.length !== width * HASH_BYTES) throw missing(level, index);
    return bytes;
  }
}

const missing = (level: number, index: number): AuditError =>
  new AuditError('AUDIT_TILE_MISSING', `tile ${index} of level ${level} is missing or too small`);
