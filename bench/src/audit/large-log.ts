import {
  Edge,
  HASH_BYTES,
  hashesAt,
  leafHash,
  proveInclusion,
  TILE_WIDTH,
  TiledNodes,
  verifyInclusion,
  type TileReader,
} from '@counterpart/audit-log';

/** What proofs in a large log cost. */
export interface ProofFigures {
  readonly leaves: number;
  /** Its tiles were made up for the measurement: leaf n is the hash of n. */
  readonly synthetic: true;
  readonly buildSeconds: number;
  /** Bytes of the largest proof that was taken. */
  readonly proofBytes: number;
  /** Median of making one proof from tiles, nothing kept from the one before; milliseconds. */
  readonly proveMs: number;
  /** Median of verifying one; milliseconds. */
  readonly verifyMs: number;
  readonly proofs: number;
}

const leafOf = (index: number): Buffer => {
  const entry = Buffer.alloc(8);
  entry.writeBigUInt64BE(BigInt(index));
  return leafHash(entry);
};

/** Makes a log of so many made-up leaves, then proves and verifies leaves spread over it. */
export async function measureProofs(leaves: number, proofs: number): Promise<ProofFigures> {
  const began = performance.now();
  const { edge, tiles } = makeLog(leaves);
  const buildSeconds = (performance.now() - began) / 1000;
  const root = edge.root();
  const [proving, verifying]: [number[], number[]] = [[], []];
  let proofBytes = 0;
  for (let taken = 0; taken < proofs; taken += 1) {
    const leaf = Math.floor((leaves - 1) * (taken / (proofs - 1)));
    const start = performance.now();
    const proof = await proveInclusion(new TiledNodes(tiles, leaves), leaf, leaves);
    const made = performance.now();
    verifyInclusion({ leafHash: leafOf(leaf), leaf, size: leaves, proof }, root);
    verifying.push(performance.now() - made);
    proving.push(made - start);
    proofBytes = Math.max(proofBytes, proof.length * HASH_BYTES);
  }
  const figures = {
    buildSeconds: rounded(buildSeconds),
    proveMs: median(proving),
    verifyMs: median(verifying),
  };
  return { leaves, synthetic: true, ...figures, proofBytes, proofs };
}

/** Tiles of leaves are made again when they are read; those above are kept. */
function makeLog(leaves: number): { readonly edge: Edge; readonly tiles: TileReader } {
  const edge = Edge.empty();
  const kept = new Map<string, Buffer>();
  const right: Buffer[][] = [];
  for (let index = 0; index < leaves; index += 1) {
    for (const { level, index: tile, hashes, root } of edge.append(leafOf(index))) {
      if (level > 0) kept.set(`${level}/${tile}`, hashes);
      (right[level + 1] ??= []).push(root);
      if (hashesAt(level + 1, index + 1) % TILE_WIDTH === 0) right[level + 1] = [];
    }
  }
  const tiles: TileReader = {
    tile: ({ level, index, width }) => {
      if (level === 0) {
        const first = index * TILE_WIDTH;
        return Promise.resolve(
          Buffer.concat(Array.from({ length: width }, (_, place) => leafOf(first + place))),
        );
      }
      return Promise.resolve(kept.get(`${level}/${index}`) ?? Buffer.concat(right[level] ?? []));
    },
  };
  return { edge, tiles };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const median = (values: readonly number[]): number =>
  rounded(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
