import type { Event } from '@counterpart/contracts';
import type { DocumentStatus } from './document-status.js';

/** Whether given-up work was the document’s own. That an e-mail about it could not be sent leaves the document as it is. */
export const givesDocumentUp = ({ data }: Event<'WorkDeadLettered'>): boolean => data.consumer !== 'notifier';

/** Moves, copies and prior versions: the archiver’s work, and no step of a version on its way into place. */
export const isBeside = (work: string): boolean => work.startsWith('archiver');

/** Of what goes beside a document there is much at once, each for itself. Names of consumer groups hold no blank. */
export function workOf({
  data: { consumer, eventId },
}: Event<'WorkDeadLettered' | 'WorkRecovered' | 'WorkDiscarded'>): string {
  return isBeside(consumer) && eventId !== null ? `${consumer} ${eventId}` : consumer;
}

/**
 * What was given up beside the document’s versions. What comes of a version answers what was given up on its way alone: a prior version
 * that was not locked away lies open however many come after it.
 */
export const besideVersions = ({ givenUp }: Pick<DocumentStatus, 'givenUp'>): readonly string[] =>
  givenUp.filter(isBeside);
