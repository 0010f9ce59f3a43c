import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejectsWithCode, throwsWithCode } from './coded.js';
import { entries, MemoryLog } from './memory-log.js';
import {
  Edge,
  EMPTY_ROOT,
  hashesAt,
  leafHash,
  proveConsistency,
  proveInclusion,
  rootOf,
  TILE_WIDTH,
  TiledNodes,
  tilePath,
  tilesOf,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.js';

/** Leaves and roots of the certificate-transparency test data (google/certificate-transparency, merkle tree tests). */
const CT_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const CT_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** Nodes of that tree, by the leaves they stand for. */
const CT_NODES = {
  l0: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  l1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  l4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  l0l1: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  l2l3: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  l4l5: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  l6l7: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  l0l3: 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  l4l7: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
};

/** Published audit paths of that tree (transparency-dev/merkle, testonly): leaf from 0, size, path. */
const CT_PATHS: [leaf: number, size: number, path: string[]][] = [
  [0, 1, []],
  [0, 8, [CT_NODES.l1, CT_NODES.l2l3, CT_NODES.l4l7]],
  [5, 8, [CT_NODES.l4, CT_NODES.l6l7, CT_NODES.l0l3]],
  [2, 3, [CT_NODES.l0l1]],
  [1, 5, [CT_NODES.l0, CT_NODES.l2l3, CT_NODES.l4]],
];

/** Published consistency proofs of that tree (the same source): size, later size, proof. */
const CT_GROWTH: [one: number, two: number, proof: string[]][] = [
  [1, 1, []],
  [1, 8, [CT_NODES.l1, CT_NODES.l2l3, CT_NODES.l4l7]],
  [6, 8, [CT_NODES.l4l5, CT_NODES.l6l7, CT_NODES.l0l3]],
  [2, 5, [CT_NODES.l2l3, CT_NODES.l4]],
];

/** RFC 6962 §2.1 word by word, as slow as it is plain. */
function plainRoot(leaves: readonly Buffer[]): Buffer {
  const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  const [only] = leaves;
  if (only === undefined) return sha();
  if (leaves.length === 1) return sha(Buffer.of(0), only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Buffer.of(1), plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)));
}

const flip = (hash: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(hash);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
};

describe('the Merkle tree of RFC 6962', () => {
  it('has the roots that other implementations have', () => {
    const edge = Edge.empty();
    expect(edge.root()).toEqual(EMPTY_ROOT);
    CT_LEAVES.forEach((leaf, index) => {
      edge.append(leafHash(Buffer.from(leaf, 'hex')));
      expect(edge.root().toString('hex')).toBe(CT_ROOTS[index]);
    });
  });

  it.each(CT_PATHS)(
    'has the paths that other implementations have: leaf %i of %i',
    async (leaf, size, path) => {
      const log = new MemoryLog(CT_LEAVES.slice(0, size).map((entry) => Buffer.from(entry, 'hex')));
      expect((await proveInclusion(log.nodes, leaf, size)).map((hash) => hash.toString('hex'))).toEqual(path);
      const leafOf = leafHash(Buffer.from(CT_LEAVES[leaf] ?? '', 'hex'));
      const proof = path.map((hash) => Buffer.from(hash, 'hex'));
      expect(() =>
        verifyInclusion(
          { leafHash: leafOf, leaf, size, proof },
          Buffer.from(CT_ROOTS[size - 1] ?? '', 'hex'),
        ),
      ).not.toThrow();
    },
  );

  it.each(CT_GROWTH)(
    'has the consistency proofs that other implementations have: %i to %i',
    async (one, two, hashes) => {
      const log = new MemoryLog(CT_LEAVES.map((entry) => Buffer.from(entry, 'hex')));
      expect((await proveConsistency(log.nodes, one, two)).map((hash) => hash.toString('hex'))).toEqual(
        hashes,
      );
      const tree = (size: number) => ({ size, root: Buffer.from(CT_ROOTS[size - 1] ?? '', 'hex') });
      const proof = hashes.map((hash) => Buffer.from(hash, 'hex'));
      expect(() => verifyConsistency({ older: tree(one), newer: tree(two), proof })).not.toThrow();
    },
  );

  it('grows as the definition says, whatever the size', () => {
    const leaves = entries(600);
    const sizes = leaves.map((_, index) => index + 1).filter((size) => size <= 40 || size % 37 === 0);
    const roots = sizes.map((size) => {
      const edge = Edge.empty();
      for (const leaf of leaves.slice(0, size)) edge.append(leafHash(leaf));
      return edge.root();
    });
    expect(roots).toEqual(sizes.map((size) => plainRoot(leaves.slice(0, size))));
  });

  it('proves every leaf of every tree up to 70, and each proof fits only its place', async () => {
    const log = new MemoryLog(entries(70));
    for (let size = 1; size <= 70; size += 1) {
      const root = await rootOf(log.nodes, 0, size);
      for (let leaf = 0; leaf < size; leaf += 1) {
        const claim = { leafHash: leafHash(Buffer.from(`entry ${leaf}`)), leaf, size };
        const proof = await proveInclusion(log.nodes, leaf, size);
        expect(() => verifyInclusion({ ...claim, proof }, root)).not.toThrow();
        throwsWithCode('AUDIT_PROOF_WRONG', () => verifyInclusion({ ...claim, leaf: leaf + 1, proof }, root));
        throwsWithCode('AUDIT_PROOF_WRONG', () =>
          verifyInclusion({ ...claim, proof: [...proof, root] }, root),
        );
      }
    }
  });

  it('proves that every tree up to 70 begins with every smaller one', async () => {
    const log = new MemoryLog(entries(70));
    const roots = await Promise.all(Array.from({ length: 71 }, (_, size) => rootOf(log.nodes, 0, size)));
    const tree = (size: number) => ({ size, root: roots[size] ?? EMPTY_ROOT });
    for (let newer = 0; newer <= 70; newer += 1) {
      for (let older = 0; older <= newer; older += 1) {
        const proof = await proveConsistency(log.nodes, older, newer);
        verifyConsistency({ older: tree(older), newer: tree(newer), proof });
        if (older === 0 || older === newer) continue;
        const forged = { size: older, root: flip(tree(older).root, 3) };
        throwsWithCode('AUDIT_PROOF_WRONG', () =>
          verifyConsistency({ older: forged, newer: tree(newer), proof }),
        );
      }
    }
  });

  it('takes no proof with any bit changed, dropped or added', async () => {
    const log = new MemoryLog(entries(1000));
    const nodes = log.nodes;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 999 }),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        async (leaf, which, bit) => {
          const proof = await proveInclusion(nodes, leaf, 1000);
          const claim = { leafHash: leafHash(Buffer.from(`entry ${leaf}`)), leaf, size: 1000 };
          const at = which % proof.length;
          const changed = proof.map((hash, index) => (index === at ? flip(hash, bit) : hash));
          const dropped = proof.filter((_, index) => index !== at);
          const doubled = proof.flatMap((hash, index) => (index === at ? [hash, hash] : [hash]));
          for (const forged of [changed, dropped, doubled]) {
            throwsWithCode('AUDIT_PROOF_WRONG', () => verifyInclusion({ ...claim, proof: forged }, log.root));
          }
          const shorter = { ...claim, proof: [Buffer.alloc(31), ...proof.slice(1)] };
          throwsWithCode('AUDIT_PROOF_WRONG', () => verifyInclusion(shorter, log.root));
          verifyInclusion({ ...claim, proof }, log.root);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses leaves and sizes that no tree has', async () => {
    const { nodes } = new MemoryLog(entries(5));
    await rejectsWithCode('AUDIT_NOT_IN_LOG', proveInclusion(nodes, 5, 5));
    await rejectsWithCode('AUDIT_NOT_IN_LOG', proveInclusion(nodes, -1, 5));
    await rejectsWithCode('AUDIT_NOT_IN_LOG', proveInclusion(nodes, 0.5, 5));
    await rejectsWithCode('AUDIT_NOT_IN_LOG', proveConsistency(nodes, 6, 5));
    const tree = { size: 5, root: EMPTY_ROOT };
    throwsWithCode('AUDIT_PROOF_WRONG', () =>
      verifyConsistency({ older: { ...tree, size: 6 }, newer: tree, proof: [] }),
    );
    throwsWithCode('AUDIT_PROOF_WRONG', () =>
      verifyConsistency({ older: tree, newer: tree, proof: [EMPTY_ROOT] }),
    );
    throwsWithCode('AUDIT_PROOF_WRONG', () =>
      verifyConsistency({ older: { size: 0, root: flip(EMPTY_ROOT, 0) }, newer: tree, proof: [] }),
    );
    throwsWithCode('AUDIT_PROOF_WRONG', () =>
      verifyConsistency({ older: { ...tree, size: 3 }, newer: tree, proof: [] }),
    );
  });
});

describe('tiles (C2SP tlog-tiles)', () => {
  it('have the specification’s paths', () => {
    expect(tilePath({ level: 0, index: 0, width: TILE_WIDTH })).toBe('tile/0/000');
    expect(tilePath({ level: 0, index: 1_234_067, width: TILE_WIDTH })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 2, index: 1000, width: 8 })).toBe('tile/2/x001/000.p/8');
    expect(tilePath({ level: 'entries', index: 999, width: 1 })).toBe('tile/entries/999.p/1');
  });

  it('are those of the specification’s example of 70,000 leaves', () => {
    const tiles = [...tilesOf(70_000)].map(tilePath);
    expect(tiles).toHaveLength(274 + 2 + 1);
    expect(tiles).toEqual(
      expect.arrayContaining([
        'tile/0/272',
        'tile/0/273.p/112',
        'tile/1/000',
        'tile/1/001.p/17',
        'tile/2/000.p/1',
      ]),
    );
  });

  it('carry a log across tile borders: any proof of a log of 70,000 leaves holds', async () => {
    const leaf = (index: number): Buffer => leafHash(Buffer.from(`entry ${index}`));
    const log = new MemoryLog();
    for (let index = 0; index < 70_000; index += 1) log.append(leaf(index));
    const nodes = log.nodes;
    for (const index of [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]) {
      const proof = await proveInclusion(nodes, index, 70_000);
      const claim = { leafHash: leaf(index), leaf: index, size: 70_000, proof };
      expect(() => verifyInclusion(claim, log.root)).not.toThrow();
    }
    const older = { size: 65_537, root: await rootOf(nodes, 0, 65_537) };
    const proof = await proveConsistency(nodes, older.size, 70_000);
    const newer = { size: 70_000, root: log.root };
    expect(() => verifyConsistency({ older, newer, proof })).not.toThrow();
  });

  it('let the log grow on from what was stored of its edge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1400 }), fc.integer({ min: 0, max: 700 }), (before, after) => {
        const whole = Edge.empty();
        const levels: Buffer[][] = [];
        const note = (leaf: Buffer): void => {
          (levels[0] ??= []).push(leaf);
          for (const tile of whole.append(leaf)) (levels[tile.level + 1] ??= []).push(tile.root);
        };
        for (const entry of entries(before)) note(leafHash(entry));
        const stored = levels.map((hashes, level) =>
          hashes.slice(hashes.length - (hashesAt(level, before) % TILE_WIDTH)),
        );
        const resumed = Edge.at(
          before,
          stored.map((hashes, level) => (hashesAt(level, before) % TILE_WIDTH === 0 ? [] : hashes)),
        );
        expect(resumed.root()).toEqual(whole.root());
        for (const entry of entries(after))
          expect(resumed.append(leafHash(entry))).toEqual(whole.append(leafHash(entry)));
        expect(resumed.root()).toEqual(whole.root());
      }),
      { numRuns: 30 },
    );
  });

  it('that are missing, or too small, are refused', async () => {
    const nodes = (tile: Buffer | undefined) => new TiledNodes({ tile: () => Promise.resolve(tile) }, 300);
    await rejectsWithCode('AUDIT_TILE_MISSING', proveInclusion(nodes(undefined), 0, 300));
    await rejectsWithCode('AUDIT_TILE_MISSING', proveInclusion(nodes(Buffer.alloc(31 * 256)), 0, 300));
    await rejectsWithCode('AUDIT_TILE_MISSING', proveInclusion(nodes(Buffer.alloc(32)), 0, 400));
    expect(() => Edge.at(3, [[EMPTY_ROOT]])).toThrow(TypeError);
  });
});
