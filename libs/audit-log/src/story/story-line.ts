import type { Event } from '@counterpart/contracts';
import { numberAt, textAt } from './member.js';
import { subjectOf } from './subject.js';
import type { TrailEvent } from './trail-event.js';

/** One step of a story, as people and spreadsheets read it. Empty where the event has nothing to say of it. */
export interface StoryLine {
  /** RFC 3339 in UTC. */
  readonly time: string;
  /** `<Name>.v<version>`, as it was written. */
  readonly type: string;
  /** What happened, in words. */
  readonly outcome: string;
  /** Reason code. */
  readonly reason: string | null;
  /** How often the work had been tried again when this happened. */
  readonly retries: number;
  /** Who did it: a service or a person. */
  readonly actor: string;
  readonly firm: string;
  readonly matter: string | null;
  readonly document: string | null;
  /** Version of the document. */
  readonly version: number | null;
  /** Name of the document or of the matter, as it was then. */
  readonly name: string | null;
  /** Where in Dropbox. */
  readonly path: string | null;
  /** Of the bytes as they left Clio, hexadecimal. */
  readonly sha256: string | null;
  /** Dropbox content hash, hexadecimal. */
  readonly contentHash: string | null;
  readonly id: string;
  /** The event that made this happen. */
  readonly cause: string;
  readonly correlation: string;
  readonly stream: string;
  /** Place in the stream, from 1, decimal text. */
  readonly sequence: string;
}

/**
 * A story in the order of its events. Retries are counted from the story itself: an event’s work is the handling of its
 * cause, and each time that work had to wait is a `WorkParked` that names the cause.
 */
export function storyOf(events: readonly TrailEvent[]): readonly StoryLine[] {
  const parked = new Map<string, number>();
  return events.map((told) => {
    const { event } = told;
    if (event.name === 'WorkParked' && event.data.eventId !== null) {
      parked.set(event.data.eventId, event.data.tries);
    }
    return storyLine(told, retriesOf(event, parked));
  });
}

/** Tries tell of themselves; what came of parked work was tried once more than it was parked. */
function retriesOf(event: Event, parked: ReadonlyMap<string, number>): number {
  const tries = numberAt(event.data, 'tries');
  return tries === null ? (parked.get(event.causationid) ?? 0) : tries - 1;
}

const storyLine = ({ event, type }: TrailEvent, retries: number): StoryLine => ({
  time: event.time,
  type,
  outcome: outcomeOf(event),
  reason: textAt(event.data, 'reason', 'code', 'found'),
  retries,
  actor: event.actor,
  firm: event.firm,
  ...subjectOf(event),
  version: numberAt(event.data, 'versionNumber', 'version.number', 'document.version.number'),
  name: textAt(event.data, 'document.name', 'placement.name', 'matter.displayNumber'),
  path: pathOf(event),
  sha256: textAt(event.data, 'sha256'),
  contentHash: textAt(event.data, 'contentHash', 'archive.contentHash'),
  id: event.id,
  cause: event.causationid,
  correlation: event.correlationid,
  stream: event.subject,
  sequence: event.sequence,
});

/** Event names are past-tense facts: `DocumentMirrored` reads “Document mirrored”. */
function outcomeOf({ name, data }: Event): string {
  const words = name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const how = textAt(data, 'how');
  return how === null ? words : `${words} (${how})`;
}

function pathOf({ data }: Event): string | null {
  const [folder, name] = [textAt(data, 'placement.folder'), textAt(data, 'placement.name')];
  return folder !== null && name !== null ? `${folder}/${name}` : textAt(data, 'path', 'archive.path');
}
