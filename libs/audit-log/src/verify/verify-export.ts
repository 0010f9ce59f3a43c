import { FILES, FORMAT_VERSION, REQUIRED } from '../export/export-files.js';
import type { ExportFacts } from '../export/export-facts.js';
import { formatFile, readableFiles } from '../export/write-export.js';
import type { VerifiedCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/keys.js';
import { member } from '../story/member.js';
import type { TrailEvent } from '../story/trail-event.js';
import { checkCheckpoint, checkKeys, checkWitnesses, textOf } from './check-checkpoint.js';
import { checkStreams, readEvents } from './check-content.js';
import { checkAgainst, checkGrowth } from './check-growth.js';
import { checkProofs, type ProvenIndex } from './check-proofs.js';
import { checkAgainstStatement, checkStatement, type Statement } from './check-statement.js';
import { compareEvents } from './compare-events.js';
import { Findings } from './findings.js';
import type { Proven, Verification } from './verification.js';

/** What a verifier brings along. */
export interface VerifyOptions {
  /** Keys of the log, from a source that is trusted; not from the export. */
  readonly keys: readonly VerifierKey[];
  /** Witnesses that must have signed. @default nobody */
  readonly witnesses?: readonly VerifierKey[];
  /** Checkpoints of the log from elsewhere, which the export must agree with: signed notes. @default none */
  readonly held?: readonly Buffer[];
}

/** Files of an export by their names. */
export type ExportFiles = ReadonlyMap<string, Buffer>;

/**
 * Verifies an export with nothing but itself and the log’s public key. No part of it is trusted: each file is either
 * proven against the signed root, or made again from what is proven and compared.
 */
export function verifyExport(files: ExportFiles, options: VerifyOptions): Verification {
  const findings = new Findings();
  const proven = prove(files, options, findings);
  return proven !== undefined && findings.none
    ? { ok: true, findings: [], proven }
    : { ok: false, findings: findings.all };
}

/** What is true once the steps before the content hold. */
interface Ground {
  readonly checkpoint: VerifiedCheckpoint;
  readonly index: ProvenIndex;
  readonly statement: Statement;
}

function prove(files: ExportFiles, options: VerifyOptions, findings: Findings): Proven | undefined {
  if (!checkFiles(files, findings)) return undefined;
  const ground = checkGround(files, options, findings);
  if (ground === undefined) return undefined;
  const { checkpoint, index, statement } = ground;
  const events = fileOf(files, FILES.events);
  const lines = compareEvents(events, index.events, findings);
  if (lines === undefined) return undefined;
  checkAgainstStatement(statement, events, index.events, findings);
  const told = readEvents(lines, index.events, statement, findings);
  const streams = checkStreams(told, statement, findings);
  const grewOutOf = checkHistory(files, ground, options, findings);
  const witnesses = checkWitnesses(checkpoint, options.witnesses ?? [], findings);
  if (findings.none) checkReadable(files, factsOf(told, ground), findings);
  return { ...summaryOf(told, ground), streams, grewOutOf, witnesses };
}

function checkFiles(files: ExportFiles, findings: Findings): boolean {
  const format = files.get(FILES.format);
  if (format?.equals(formatFile()) !== true) {
    tellFormat(format, findings);
    return false;
  }
  for (const name of REQUIRED) {
    if (!files.has(name)) findings.add('EXPORT_FILE_MISSING', name, 'the file is not there');
  }
  return findings.none;
}

function tellFormat(format: Buffer | undefined, findings: Findings): void {
  const version = format === undefined ? undefined : versionOf(format);
  if (version === FORMAT_VERSION) {
    findings.add('EXPORT_FILE_BROKEN', FILES.format, 'it is not written as every export has it');
  } else {
    const message =
      version === undefined
        ? 'the folder is no export'
        : `it is of format ${version}; this program reads ${FORMAT_VERSION}`;
    findings.add('EXPORT_FORMAT_UNKNOWN', FILES.format, message);
  }
}

function versionOf(format: Buffer): number | undefined {
  try {
    const version = member(JSON.parse(textOf(format) ?? ''), 'version');
    return typeof version === 'number' ? version : undefined;
  } catch {
    return undefined;
  }
}

function checkGround(files: ExportFiles, { keys }: VerifyOptions, findings: Findings): Ground | undefined {
  const checkpoint = checkCheckpoint(fileOf(files, FILES.checkpoint), keys, findings);
  if (checkpoint === undefined) return undefined;
  const index = checkProofs(fileOf(files, FILES.proofs), checkpoint, findings);
  if (index === undefined) return undefined;
  const statement = checkStatement(fileOf(files, FILES.statement), index.statement, findings);
  return statement && { checkpoint, index, statement };
}

function checkHistory(
  files: ExportFiles,
  { checkpoint, statement }: Ground,
  { keys, held }: VerifyOptions,
  findings: Findings,
): readonly number[] {
  const brought = checkKeys(fileOf(files, FILES.keys), findings);
  const present = { checkpoint, trusted: keys, brought };
  const searched = statement.event.data.logSize;
  const earlier = checkGrowth(fileOf(files, FILES.earlier), present, searched, findings);
  for (const note of held ?? []) {
    const other = checkCheckpoint(note, keys, findings, 'the given checkpoint');
    if (other !== undefined) checkAgainst(other, { checkpoint, earlier }, findings);
  }
  return earlier.map((one) => one.checkpoint.size);
}

/** The readable files are made again from the proven events: they say that and nothing else. */
function checkReadable(files: ExportFiles, facts: ExportFacts, findings: Findings): void {
  for (const [name, bytes] of readableFiles(facts)) {
    const found = files.get(name);
    if (found === undefined) findings.add('EXPORT_FILE_MISSING', name, 'the file is not there');
    else if (!found.equals(bytes)) {
      findings.add('EXPORT_READABLE_ALTERED', name, 'it says something else than the events do');
    }
  }
}

function factsOf(events: readonly TrailEvent[], { checkpoint, index, statement }: Ground): ExportFacts {
  return {
    scope: statement.scope,
    events: events.map((told, place) => ({
      told,
      leaf: index.events[place]?.leaf ?? 0,
      hash: index.events[place]?.hash ?? Buffer.alloc(0),
    })),
    statement,
    checkpoint,
  };
}

function summaryOf(
  events: readonly TrailEvent[],
  { checkpoint, statement }: Ground,
): Omit<Proven, 'streams' | 'grewOutOf' | 'witnesses'> {
  const { id, time, actor, data } = statement.event;
  return {
    scope: statement.scope,
    origin: checkpoint.origin,
    checkpoint: {
      size: checkpoint.size,
      root: checkpoint.root.toString('hex'),
      signers: checkpoint.signers.map(String),
    },
    events: events.length,
    digest: data.digest,
    from: events[0]?.event.time ?? '',
    to: events.at(-1)?.event.time ?? '',
    statement: { id, leaf: statement.leaf, time, actor, software: data.software, logSize: data.logSize },
  };
}

const fileOf = (files: ExportFiles, name: string): Buffer => files.get(name) ?? Buffer.alloc(0);
