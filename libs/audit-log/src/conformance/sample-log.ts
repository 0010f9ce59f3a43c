import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  DocumentId,
  documentStream,
  encodeEvent,
  FirmId,
  MatterId,
  type Event,
} from '@counterpart/contracts';
import { writeExport, type ProvenEvent } from '../export/write-export.js';
import { leafHash } from '../merkle/hashes.js';
import { proveConsistency, proveInclusion, rootOf } from '../merkle/prove.js';
import { checkpointText } from '../notes/checkpoint.js';
import { generateKey } from '../notes/keys.js';
import { signNote } from '../notes/signed-note.js';
import { Edge } from '../tiles/edge.js';
import { tilePath, tilesOf, type TileName } from '../tiles/tile-path.js';
import { TiledNodes } from '../tiles/tiled-nodes.js';

const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('77');
const DOCUMENT = DocumentId.parse('501');

/** Levels of hashes: of leaves, and above them of full tiles. */
class Levels {
  readonly #levels: Buffer[][] = [];
  readonly #edge = Edge.empty();

  add(entry: Buffer): void {
    const hash = leafHash(entry);
    (this.#levels[0] ??= []).push(hash);
    for (const tile of this.#edge.append(hash)) (this.#levels[tile.level + 1] ??= []).push(tile.root);
  }

  read({ level, index, width }: TileName & { readonly level: number }): Buffer {
    return Buffer.concat((this.#levels[level] ?? []).slice(index * 256, index * 256 + width));
  }
}

/** Whether a leaf’s proof is among those that are checked: all near the edges of tiles and of the log, some between. */
const isChecked = (leaf: number, size: number): boolean =>
  leaf % 97 === 0 || leaf % 256 < 2 || leaf % 256 === 255 || size - leaf < 3;

/**
 * Writes a log of `size` events into a folder, with its tiles, proofs, one export, and the public key, for other people’s
 * programs to verify.
 */
export async function writeSampleLog(folder: string, size: number): Promise<void> {
  const key = generateKey('audit.hartwell.example/log');
  const levels = new Levels();
  const bodies = sampleBodies(size);
  for (const body of bodies) levels.add(body);
  const nodes = new TiledNodes({ tile: (name) => Promise.resolve(levels.read(name)) }, size);
  const noteOf = async (count: number): Promise<string> => {
    const root = await rootOf(nodes, 0, count);
    return signNote(checkpointText({ origin: key.verifier.name, size: count, root, extensions: [] }), [key]);
  };
  const write = (path: string, data: string | Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  };
  write('public-key.txt', `${key.verifier.toString()}\n`);
  write('checkpoint', await noteOf(size));
  write('entries.json', JSON.stringify(bodies.map(String)));
  for (const tile of tilesOf(size)) {
    if (tile.level !== 'entries') write(tilePath(tile), levels.read({ ...tile, level: tile.level }));
  }
  write('inclusion.json', JSON.stringify(await inclusions(nodes, bodies)));
  write('consistency.json', JSON.stringify(await consistencies(nodes, size)));
  const proven = async (leaf: number): Promise<ProvenEvent> => ({
    bytes: bodies[leaf] ?? Buffer.alloc(0),
    leaf,
    path: await proveInclusion(nodes, leaf, size),
  });
  const events = await Promise.all(leavesOfDocument(size).map(proven));
  const earlier = {
    checkpoint: await noteOf(size - 2),
    proof: await proveConsistency(nodes, size - 2, size),
  };
  const content = { events, statement: await proven(size - 2), checkpoint: await noteOf(size) };
  const files = writeExport({ ...content, keys: [key.verifier], earlier: [earlier] });
  for (const [name, bytes] of files) write(join('export', name), bytes);
}

const base64 = (hashes: readonly Buffer[]): readonly string[] =>
  hashes.map((hash) => hash.toString('base64'));

const inclusions = (nodes: TiledNodes, bodies: readonly Buffer[]): Promise<readonly object[]> =>
  Promise.all(
    [...bodies.keys()]
      .filter((leaf) => isChecked(leaf, bodies.length))
      .map(async (leaf) => ({
        leaf,
        entry: String(bodies[leaf]),
        proof: base64(await proveInclusion(nodes, leaf, bodies.length)),
      })),
  );

const consistencies = (nodes: TiledNodes, size: number): Promise<readonly object[]> =>
  Promise.all(
    Array.from({ length: size }, (_, older) => older + 1)
      .filter((older) => isChecked(older, size))
      .map(async (older) => ({
        older,
        root: (await rootOf(nodes, 0, older)).toString('base64'),
        proof: base64(await proveConsistency(nodes, older, size)),
      })),
  );

const isOfDocument = (leaf: number): boolean => leaf % 13 === 5;

const leavesOfDocument = (size: number): readonly number[] =>
  Array.from({ length: size - 2 }, (_, leaf) => leaf).filter(isOfDocument);

/** Events of many documents; the last but one states the export of one of them. */
function sampleBodies(size: number): readonly Buffer[] {
  const sequences = new Map<string, number>();
  const bodies: Buffer[] = [];
  for (let leaf = 0; leaf < size; leaf += 1) {
    const document =
      isOfDocument(leaf) || leaf === size - 2 ? DOCUMENT : DocumentId.parse(String(600 + (leaf % 50)));
    const sequence = (sequences.get(document) ?? 0) + 1;
    sequences.set(document, sequence);
    bodies.push(leaf === size - 2 ? statementOf(bodies, sequence) : missing(leaf, document, sequence));
  }
  return bodies;
}

const idOf = (leaf: number): string => `018f3f6e-5b0a-7c4e-9d2a-${String(leaf).padStart(12, '0')}`;

const envelope = (leaf: number, document: DocumentId, sequence: number) => ({
  specversion: '1.0' as const,
  id: idOf(leaf),
  source: '/counterpart/conformance',
  subject: documentStream(FIRM, document),
  time: new Date(Date.UTC(2026, 10, 24) + leaf * 1000).toISOString(),
  datacontenttype: 'application/json' as const,
  firm: FIRM,
  sequence: String(sequence),
  causationid: 'conformance',
  correlationid: 'conformance',
  actor: 'service:router',
});

const missing = (leaf: number, document: DocumentId, sequence: number): Buffer =>
  encodeEvent({
    ...envelope(leaf, document, sequence),
    name: 'SourceMissing',
    data: { document, matter: MATTER, routed: idOf(leaf), versionNumber: sequence },
  } as Event);

function statementOf(before: readonly Buffer[], sequence: number): Buffer {
  const events = leavesOfDocument(before.length + 2).map((leaf) => before[leaf] ?? Buffer.alloc(0));
  const digest = createHash('sha256');
  for (const event of events) digest.update(event).update('\n');
  return encodeEvent({
    ...envelope(before.length, DOCUMENT, sequence),
    name: 'TrailExported',
    data: {
      scope: 'document',
      matter: null,
      document: DOCUMENT,
      events: events.length,
      digest: digest.digest('hex'),
      logSize: before.length,
      software: 'counterpart conformance',
    },
  } as Event);
}
