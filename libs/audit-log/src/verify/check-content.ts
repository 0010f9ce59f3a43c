import { AuditError } from '../errors.js';
import { FILES } from '../export/export-files.js';
import { nameOf } from '../export/export-facts.js';
import type { ProofLine } from '../export/proof-lines.js';
import { fitsScope } from '../story/subject.js';
import { readTrailEvent, type TrailEvent } from '../story/trail-event.js';
import type { Statement } from './check-statement.js';
import { FINDING_OF, type Findings } from './findings.js';
import type { Gap, ProvenStream } from './verification.js';

/** Reads the events; every one must be readable, named as the index says, and of the scope. */
export function readEvents(
  lines: readonly Buffer[],
  index: readonly ProofLine[],
  { scope }: Statement,
  findings: Findings,
): readonly TrailEvent[] {
  return lines.flatMap((bytes, place) => {
    const line = place + 1;
    try {
      const told = readTrailEvent(bytes);
      const proof = index[place];
      if (told.event.id !== proof?.id || told.event.time !== proof.time) {
        findings.add('EXPORT_FILE_BROKEN', FILES.proofs, 'the index names the event differently', line);
      }
      if (!fitsScope(told.event, scope)) {
        findings.add('EVENT_OUT_OF_SCOPE', FILES.events, `it is no event of ${nameOf(scope)}`, line);
      }
      return [told];
    } catch (error) {
      if (!(error instanceof AuditError)) throw error;
      findings.add(FINDING_OF[error.code] ?? 'EVENT_MALFORMED', FILES.events, error.message, line);
      return [];
    }
  });
}

/**
 * Counts the streams through. The store numbers a stream 1, 2, 3 …, and the statement stands in the stream of its subject
 * right behind the last event: so that one must be whole, whoever made the export. Of a matter’s documents, what happened
 * in another matter is elsewhere; those places are told.
 */
export function checkStreams(
  events: readonly TrailEvent[],
  { event: statement }: Statement,
  findings: Findings,
): readonly ProvenStream[] {
  const streams = new Map<string, number[]>([[statement.subject, []]]);
  for (const { event } of events) {
    const known = streams.get(event.subject);
    if (known === undefined) streams.set(event.subject, [Number(event.sequence)]);
    else known.push(Number(event.sequence));
  }
  return [...streams].map(([stream, found]) => {
    const isSubject = stream === statement.subject;
    const places = found.toSorted((one, other) => one - other);
    const elsewhere = gapsIn(isSubject ? [...places, Number(statement.sequence)] : places);
    if (isSubject && elsewhere.length > 0) {
      const message = `of ${stream}, places ${elsewhere.map(gapText).join(', ')} are missing`;
      findings.add('EVENT_DROPPED', FILES.events, message);
    }
    return { stream, events: found.length, elsewhere };
  });
}

/** What lies between ascending places, and before the first. */
function gapsIn(places: readonly number[]): readonly Gap[] {
  return places.flatMap((place, index) => {
    const before = places[index - 1] ?? 0;
    return place > before + 1 ? [{ from: before + 1, to: place - 1 }] : [];
  });
}

const gapText = ({ from, to }: Gap): string => (from === to ? String(from) : `${from}–${to}`);
