import { decodeEvent, UnreadableEvent, type Event } from '@counterpart/contracts';
import { AuditError } from '../errors.js';
import { textAt } from './member.js';

/** An event with the bytes that the log holds of it. */
export interface TrailEvent {
  readonly bytes: Buffer;
  /** `<Name>.v<version>` as it was written; the event itself is read in its current version. */
  readonly type: string;
  readonly event: Event;
}

/**
 * Reads the bytes of an event of any version ever written.
 * @throws AuditError AUDIT_EVENT_UNKNOWN for a type that this program does not know, AUDIT_EVENT_FUTURE for a version
 *   from the future, AUDIT_EVENT_MALFORMED for anything else that is no event
 */
export function readTrailEvent(bytes: Buffer): TrailEvent {
  try {
    const event = decodeEvent(bytes);
    const written: unknown = JSON.parse(bytes.toString('utf8'));
    return { bytes, type: textAt(written, 'type') ?? event.name, event };
  } catch (cause) {
    if (!(cause instanceof UnreadableEvent)) throw cause;
    throw new AuditError(CODES[cause.because], cause.message, { cause });
  }
}

const CODES = {
  form: 'AUDIT_EVENT_MALFORMED',
  type: 'AUDIT_EVENT_UNKNOWN',
  version: 'AUDIT_EVENT_FUTURE',
} as const;
