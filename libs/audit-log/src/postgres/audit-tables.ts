import type { ClientBase } from 'pg';
import { HASH_BYTES } from '../merkle/hashes.js';
import { Edge, type FullTile } from '../tiles/edge.js';
import { hashesAt, TILE_WIDTH, type TileName } from '../tiles/tile-path.js';
import type { TileReader } from '../tiles/tiled-nodes.js';

/** A checkpoint as it is stored. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  /** The signed note. */
  readonly note: string;
}

/** The Merkle log’s tables, on one connection. Everything is only ever inserted. */
export class AuditTables implements TileReader {
  constructor(private readonly client: ClientBase) {}

  /** How many leaves there are, sealed or not. */
  async countLeaves(): Promise<number> {
    const { rows } = await this.client.query<{ leaves: string }>(
      'select coalesce(max(leaf) + 1, 0) as leaves from audit.leaves',
    );
    return Number(rows[0]?.leaves ?? 0);
  }

  /** The newest checkpoint, or the oldest of at least `size` leaves. */
  async checkpoint(size?: number): Promise<StoredCheckpoint | undefined> {
    const { rows } = await this.client.query<{ size: string; root: Buffer; note: string }>(
      size === undefined
        ? 'select size, root, note from audit.checkpoints order by size desc limit 1'
        : 'select size, root, note from audit.checkpoints where size >= $1 order by size limit 1',
      size === undefined ? [] : [size],
    );
    const [row] = rows;
    return row && { size: Number(row.size), root: row.root, note: row.note };
  }

  /** Checkpoints that nobody was told of yet, oldest first. */
  async unpublished(limit: number): Promise<readonly StoredCheckpoint[]> {
    const { rows } = await this.client.query<{ size: string; root: Buffer; note: string }>(
      `select size, root, note from audit.checkpoints
       where size > coalesce((select max(size) from audit.publications), 0) order by size limit $1`,
      [limit],
    );
    return rows.map((row) => ({ size: Number(row.size), root: row.root, note: row.note }));
  }

  async markPublished(sizes: readonly number[]): Promise<void> {
    await this.client.query(
      'insert into audit.publications (size) select unnest($1::bigint[]) on conflict do nothing',
      [sizes],
    );
  }

  /** Leaves of events by their positions; events that are not in the log are absent. */
  async leavesOf(positions: readonly bigint[]): Promise<ReadonlyMap<bigint, number>> {
    const { rows } = await this.client.query<{ leaf: string; position: string }>(
      'select leaf, position from audit.leaves where position = any($1::bigint[])',
      [positions.map(String)],
    );
    return new Map(rows.map(({ leaf, position }) => [BigInt(position), Number(leaf)]));
  }

  async addTiles(tiles: readonly FullTile[]): Promise<void> {
    if (tiles.length === 0) return;
    await this.client.query(
      `insert into audit.tiles (level, tile, hashes, root)
       select * from unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[])`,
      [
        tiles.map(({ level }) => level),
        tiles.map(({ index }) => index),
        tiles.map(({ hashes }) => hashes),
        tiles.map(({ root }) => root),
      ],
    );
  }

  async addCheckpoints(checkpoints: readonly StoredCheckpoint[]): Promise<void> {
    await this.client.query(
      `insert into audit.checkpoints (size, root, note)
       select * from unnest($1::bigint[], $2::bytea[], $3::text[])`,
      [
        checkpoints.map(({ size }) => size),
        checkpoints.map(({ root }) => root),
        checkpoints.map(({ note }) => note),
      ],
    );
  }

  /** Hashes of leaves from `first` on, in order, `limit` at most. */
  async leaves(first: number, limit: number): Promise<readonly Buffer[]> {
    const { rows } = await this.client.query<{ hashes: Buffer }>(
      `select coalesce(string_agg(hash, ''::bytea order by leaf), ''::bytea) as hashes
       from audit.leaves where leaf >= $1 and leaf < $2`,
      [first, first + limit],
    );
    return hashesIn(rows[0]?.hashes ?? Buffer.alloc(0));
  }

  /** The right edge of the log of `size` leaves, to grow on from. */
  async edge(size: number): Promise<Edge> {
    const levels: Buffer[][] = [];
    for (let level = 0; hashesAt(level, size) > 0; level += 1) {
      const hashes = hashesAt(level, size);
      const width = hashes % TILE_WIDTH;
      levels.push(width === 0 ? [] : await this.#hashes(level, hashes - width, width));
    }
    return Edge.at(size, levels);
  }

  async tile({ level, index, width }: TileName & { readonly level: number }): Promise<Buffer | undefined> {
    if (width < TILE_WIDTH) return Buffer.concat(await this.#hashes(level, index * TILE_WIDTH, width));
    const { rows } = await this.client.query<{ hashes: Buffer }>(
      'select hashes from audit.tiles where level = $1 and tile = $2',
      [level, index],
    );
    return rows[0]?.hashes ?? Buffer.concat(await this.#hashes(level, index * TILE_WIDTH, width));
  }

  /** Hashes of one level, in order: of leaves, or above them the roots of full tiles. */
  async #hashes(level: number, first: number, count: number): Promise<Buffer[]> {
    const { rows } = await this.client.query<{ hash: Buffer }>(
      level === 0
        ? 'select hash from audit.leaves where leaf >= $1 and leaf < $2 order by leaf'
        : 'select root as hash from audit.tiles where level = $3 and tile >= $1 and tile < $2 order by tile',
      level === 0 ? [first, first + count] : [first, first + count, level - 1],
    );
    return rows.map(({ hash }) => hash.subarray(0, HASH_BYTES));
  }
}

/** Hashes that stand one after another. */
export const hashesIn = (bytes: Buffer): readonly Buffer[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, place) =>
    bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
  );
