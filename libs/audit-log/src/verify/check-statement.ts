import { createHash } from 'node:crypto';
import type { Event } from '@counterpart/contracts';
import { AuditError } from '../errors.js';
import { FILES } from '../export/export-files.js';
import { scopeOf } from '../export/export-facts.js';
import type { ProofLine } from '../export/proof-lines.js';
import { leafHash } from '../merkle/hashes.js';
import { streamOf, type Scope } from '../story/subject.js';
import { readTrailEvent } from '../story/trail-event.js';
import { FINDING_OF, type Findings } from './findings.js';

/** The statement of an export: it was shown to be in the log. */
export interface Statement {
  readonly event: Event<'TrailExported'>;
  readonly scope: Scope;
  readonly leaf: number;
}

const NEWLINE = 0x0a;

/** Reads the statement and finds it in the log. */
export function checkStatement(file: Buffer, proof: ProofLine, findings: Findings): Statement | undefined {
  const bytes = file.subarray(0, -1);
  if (file.at(-1) !== NEWLINE || !leafHash(bytes).equals(proof.hash)) {
    const message = `it is not what the log holds at leaf ${proof.leaf}`;
    findings.add('EXPORT_STATEMENT_WRONG', FILES.statement, message);
    return undefined;
  }
  try {
    const { event } = readTrailEvent(bytes);
    const statement = statementOf(event, proof);
    if (statement !== undefined) return statement;
    findings.add('EXPORT_STATEMENT_WRONG', FILES.statement, 'it states nothing of this export');
    return undefined;
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    findings.add(FINDING_OF[error.code] ?? 'EXPORT_STATEMENT_WRONG', FILES.statement, error.message);
    return undefined;
  }
}

/** A statement tells of one scope, stands in the stream of its subject, and is named by the index as it is. */
function statementOf(event: Event, { id, time, leaf }: ProofLine): Statement | undefined {
  if (event.name !== 'TrailExported') return undefined;
  const scope = scopeOf(event);
  if (scope === undefined || event.subject !== streamOf(scope)) return undefined;
  return event.id === id && event.time === time ? { event, scope, leaf } : undefined;
}

/** Whether the events are those that the statement tells of: how many, which, in which order, from which part of the log. */
export function checkAgainstStatement(
  { event, leaf }: Statement,
  events: Buffer,
  index: readonly ProofLine[],
  findings: Findings,
): void {
  const { events: stated, digest, logSize } = event.data;
  if (index.length < stated) {
    const message = `the statement in the log says ${stated} events; ${index.length} are there`;
    findings.add('EVENT_DROPPED', FILES.events, message);
  } else if (index.length > stated) {
    const message = `the statement in the log says ${stated} events; ${index.length} are there`;
    findings.add('EVENT_ADDED', FILES.events, message);
  } else if (digestOf(events) !== digest) {
    checkOrder(index, findings);
  }
  if (logSize > leaf || index.some((proof) => proof.leaf >= logSize)) {
    findings.add('EXPORT_STATEMENT_WRONG', FILES.statement, 'it tells of events that came after it');
  }
}

const digestOf = (events: Buffer): string => createHash('sha256').update(events).digest('hex');

/** As many events as stated, and all of them in the log, but not the stated ones. */
function checkOrder(index: readonly ProofLine[], findings: Findings): void {
  const isAscending = index.every(
    ({ leaf }, place) => place === 0 || leaf > (index[place - 1]?.leaf ?? leaf),
  );
  if (isAscending) {
    findings.add('EVENT_ADDED', FILES.events, 'other events than the statement in the log tells of');
  } else {
    findings.add('EVENTS_SWAPPED', FILES.events, 'the events stand in another order than in the log');
  }
}
