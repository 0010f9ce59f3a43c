import type { Event, EventData } from '@counterpart/contracts';
import { subject } from './document-events.spec-data.js';
import { told } from './samples.spec-data.js';

/** Work on what an event asks for, which failed. */
const workOn = ({ id, name }: Pick<Event, 'id' | 'name'>) => ({
  ...subject,
  consumer: 'archiver',
  source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: 'k' },
  eventType: name,
  eventId: id,
  code: 'DROPBOX_FULL' as const,
  tries: 4,
});

/** It was given up. */
export const deadLettered = (event: Event, details: Partial<EventData<'WorkDeadLettered'>> = {}) =>
  told('WorkDeadLettered', {
    ...workOn(event),
    firstFailedAt: '2026-05-01T10:00:00Z',
    lastFailedAt: '2026-05-01T10:00:00Z',
    ...details,
  });

/** A person has it tried again. */
export const retryOrdered = (event: Event, details: Partial<EventData<'RetryOrdered'>> = {}) =>
  told('RetryOrdered', { ...workOn(event), state: 'dead', why: null, ...details });

/** A person gave it up for good. */
export const discarded = (event: Event, details: Partial<EventData<'WorkDiscarded'>> = {}) =>
  told('WorkDiscarded', { ...workOn(event), state: 'dead', why: 'nobody needs it', ...details });
