import type { Event, EventData, FirmId, NoticeKind } from '@counterpart/contracts';
import { isOver, whyUntold, type Refusal, type Restoration } from './connection-standing.js';
import { NOBODY, oneLine, type Fact, type Message } from './letter.js';
import type { Words } from './words/words.js';

const VENDORS = { clio: 'Clio', dropbox: 'Dropbox' } as const;

type Cause = keyof Words['connections']['causes'];

/**
 * What is told of a connection that is refused, or is good again.
 * @param story the stream of the event
 * @returns why nobody is to be told, where that is so
 */
export function connectionNotice(
  event: Refusal | Restoration,
  story: readonly Event[],
  words: Words,
): { readonly kind: NoticeKind; readonly message: Message } | string {
  const { firm } = event;
  switch (event.name) {
    case 'CredentialRefused':
      if (isOver(event, story)) return 'it is over';
      return { kind: 'connection-refused', message: connectionRefusedNotice(event.data, firm, words) };
    case 'AccessRefused':
      if (isOver(event, story)) return 'it is over';
      return { kind: 'connection-refused', message: accessRefusedNotice(event.data, firm, words) };
    case 'AccessRestored':
    case 'VendorConnected':
      return (
        whyUntold(event, story) ?? {
          kind: 'connection-restored',
          message: connectionRestoredNotice(event.data.vendor, firm, words),
        }
      );
  }
}

/** Tells the firm that a vendor refuses its grant for good: only a person can mend that. */
export function connectionRefusedNotice(
  { vendor, word }: EventData<'CredentialRefused'>,
  firm: FirmId,
  { connections, frame }: Words,
): Message {
  const name = VENDORS[vendor];
  return {
    headline: connections.headline(name),
    about: NOBODY,
    facts: [
      ['happened', connections.happened(name)],
      ['did', connections.did(name)],
      ['todo', connections.todo(name)],
      ['runIt', `counterpart connect ${vendor} --firm ${firm}`],
      ['firm', firm],
      ['vendorsWord', word === '' ? frame.none : oneLine(word)],
    ],
  };
}

/** Tells the firm that a vendor refuses calls for good though the grant is good. */
export function accessRefusedNotice(
  { vendor, word, whole, lacks }: EventData<'AccessRefused'>,
  firm: FirmId,
  { connections, frame }: Words,
): Message {
  const name = VENDORS[vendor];
  const cause = connections.causes[isCause(word, connections.causes) ? word : 'other'];
  const lacking: readonly Fact[] = lacks === null ? [] : [['lacks', oneLine(lacks)]];
  return {
    headline: whole ? connections.headline(name) : connections.headlineOfPart(name),
    about: NOBODY,
    facts: [
      ['happened', cause.happened(name)],
      ...lacking,
      ['did', whole ? connections.didWait(name) : connections.didWaitInPart(name)],
      ['todo', cause.todo(name)],
      ['runIt', `counterpart connect ${vendor} --firm ${firm}`],
      ['showWith', `counterpart doctor --firm ${firm}`],
      ['firm', firm],
      ['vendorsWord', word === '' ? frame.none : oneLine(word)],
    ],
  };
}

/** Tells the firm that a refusal it was told of is over. */
export function connectionRestoredNotice(
  vendor: EventData<'AccessRestored'>['vendor'],
  firm: FirmId,
  { connections: { restored } }: Words,
): Message {
  const name = VENDORS[vendor];
  return {
    headline: restored.headline(name),
    about: NOBODY,
    facts: [
      ['happened', restored.happened(name)],
      ['did', restored.did],
      ['todo', restored.todo],
      ['showWith', `counterpart status --firm ${firm}`],
      ['firm', firm],
    ],
  };
}

const isCause = (word: string, causes: Words['connections']['causes']): word is Cause =>
  Object.hasOwn(causes, word);
