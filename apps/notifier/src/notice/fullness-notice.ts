import type { Event, FailureCode, FirmId } from '@counterpart/contracts';
import { NOBODY, type Message } from './letter.js';
import type { Words } from './words/words.js';

const FULL: FailureCode = 'DROPBOX_FULL';

/** Whether work waits because the firm’s Dropbox has no space for it. Whatever else is tried again is nobody’s work yet. */
export const isOfFullness = ({ code }: { readonly code: FailureCode }): boolean => code === FULL;

const ENDS: ReadonlySet<Event['name']> = new Set(['WorkRecovered', 'WorkDeadLettered', 'WorkDiscarded']);

/**
 * Whether parked work got through meanwhile, or was given up: it says nothing of the Dropbox as it is now. How old the word is does not
 * tell that, for what goes on waiting for space is not told of again.
 * @param story the stream of the event
 */
export function isParkedNoMore(parked: Event<'WorkParked'>, story: readonly Event[]): boolean {
  const since = story.slice(story.findIndex(({ id }) => id === parked.id) + 1);
  const ends = (told: Event): boolean =>
    ENDS.has(told.name) || (told.name === 'WorkParked' && !isOfFullness(told.data));
  return since.some((told) => ends(told) && isSameWork(told, parked));
}

function isSameWork({ data }: Event, { data: { consumer, source } }: Event<'WorkParked'>): boolean {
  if (!('consumer' in data) || data.consumer !== consumer) return false;
  const { topic, partition, offset } = data.source;
  return topic === source.topic && partition === source.partition && offset === source.offset;
}

/** Tells the firm that its Dropbox has no space left: only people can mend that. */
export function fullnessNotice(firm: FirmId, { failures, fullness }: Words): Message {
  return {
    headline: fullness.headline,
    about: NOBODY,
    facts: [
      ['happened', failures.meaning(FULL)],
      ['did', fullness.did],
      ['todo', fullness.todo],
      ['showWith', `counterpart parked list --firm ${firm}`],
      ['retryWith', `counterpart parked retry --firm ${firm} --code ${FULL}`],
      ['firm', firm],
      ['code', FULL],
    ],
  };
}
