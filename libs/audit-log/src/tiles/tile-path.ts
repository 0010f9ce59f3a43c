/** Hashes of a full tile. @see https://c2sp.org/tlog-tiles#merkle-tree */
export const TILE_WIDTH = 256;

/** Names one tile of a log. */
export interface TileName {
  /** `entries`: the leaves themselves; else the tile’s level, 0 holding leaf hashes. */
  readonly level: number | 'entries';
  readonly index: number;
  /** Hashes or entries in it: 256, or less at the right edge. */
  readonly width: number;
}

/** Path of a tile below the log’s prefix: `tile/<L>/<N>[.p/<W>]`. @see https://c2sp.org/tlog-tiles#merkle-tree */
export function tilePath({ level, index, width }: TileName): string {
  const groups: string[] = [];
  for (let rest = index; ; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    if (rest < 1000) break;
  }
  const number = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${number}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** How many hashes a level of tiles has in a log of `size` leaves. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** Every tile of a log of `size` leaves, partial ones at the right edge included. */
export function* tilesOf(size: number): Generator<TileName> {
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const hashes = hashesAt(level, size);
    for (let index = 0; index * TILE_WIDTH < hashes; index += 1) {
      yield { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
    }
  }
}
