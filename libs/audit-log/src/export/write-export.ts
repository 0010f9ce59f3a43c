import { canonicalJson } from '@counterpart/contracts';
import { AuditError } from '../errors.js';
import { leafHash } from '../merkle/hashes.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/keys.js';
import { hasSigned, parseNote } from '../notes/signed-note.js';
import { readTrailEvent } from '../story/trail-event.js';
import { certificateFile } from './certificate-file.js';
import { FILES, FORMAT_NAME, FORMAT_VERSION, joinLines } from './export-files.js';
import { scopeOf, type ExportFacts } from './export-facts.js';
import { earlierLine, proofLine, type EarlierLine } from './proof-lines.js';
import { reportFile } from './report-file.js';
import { tableFile } from './table-file.js';

/** An event with the proof that it is in the log. */
export interface ProvenEvent {
  readonly bytes: Buffer;
  readonly leaf: number;
  /** Audit path to the root of the checkpoint. */
  readonly path: readonly Buffer[];
}

/** What an export is made of. */
export interface ExportContent {
  /** In the log’s order. */
  readonly events: readonly ProvenEvent[];
  /** The `TrailExported` that says how much there is. */
  readonly statement: ProvenEvent;
  /** Signed note of the checkpoint that everything is proven against. */
  readonly checkpoint: string;
  /** Keys of the log: the checkpoint is signed by at least one. Those that signed nothing of it are left out. */
  readonly keys: readonly VerifierKey[];
  /** Earlier checkpoints; the one of the statement’s `logSize` is among them. */
  readonly earlier: readonly EarlierLine[];
}

/**
 * The files of an export, by their names.
 * @throws AuditError of events that cannot be read, of the checkpoint and its signature
 */
export function writeExport(content: ExportContent): ReadonlyMap<string, Buffer> {
  const exported = factsOf(content);
  const files = new Map<string, Buffer>([
    [FILES.format, formatFile()],
    [FILES.events, joinLines(content.events.map(({ bytes }) => bytes))],
    [FILES.proofs, joinLines([...content.events, content.statement].map(proofOf))],
    [FILES.statement, joinLines([content.statement.bytes])],
    [FILES.checkpoint, Buffer.from(content.checkpoint)],
    [FILES.earlier, joinLines(content.earlier.map(earlierLine))],
    [FILES.keys, joinLines(signersOf(content).map((key) => Buffer.from(key.toString())))],
    ...readableFiles(exported),
  ]);
  return files;
}

/** The files that are made of the others. */
export function readableFiles(exported: ExportFacts): readonly (readonly [string, Buffer])[] {
  const { scope } = exported;
  const files: (readonly [string, Buffer])[] = [
    [FILES.table, tableFile(exported)],
    [FILES.report, reportFile(exported)],
  ];
  if (scope.kind === 'document') {
    files.push([FILES.certificate, certificateFile(exported, scope.document)]);
  }
  return files;
}

/** Says which format it is; the same bytes in every export of this version. */
export const formatFile = (): Buffer =>
  joinLines([Buffer.from(canonicalJson({ format: FORMAT_NAME, version: FORMAT_VERSION }))]);

function signersOf({ keys, checkpoint, earlier }: ExportContent): readonly VerifierKey[] {
  const notes = [checkpoint, ...earlier.map((line) => line.checkpoint)].map(parseNote);
  return keys.filter((key) => notes.some((note) => hasSigned(note, key)));
}

function factsOf({ events, statement, checkpoint, keys }: ExportContent): ExportFacts {
  const { event } = readTrailEvent(statement.bytes);
  const scope = event.name === 'TrailExported' ? scopeOf(event) : undefined;
  if (event.name !== 'TrailExported' || scope === undefined) {
    throw new AuditError(
      'AUDIT_EVENT_MALFORMED',
      'the statement of an export is a TrailExported of one scope',
    );
  }
  const { origin, size, root } = openCheckpoint(checkpoint, keys, keys[0]?.name ?? '');
  return {
    scope,
    events: events.map(({ bytes, leaf }) => ({ told: readTrailEvent(bytes), leaf, hash: leafHash(bytes) })),
    statement: { event, leaf: statement.leaf },
    checkpoint: { origin, size, root },
  };
}

function proofOf({ bytes, leaf, path }: ProvenEvent): Buffer {
  const { event } = readTrailEvent(bytes);
  return proofLine({ leaf, hash: leafHash(bytes), id: event.id, time: event.time, path });
}
