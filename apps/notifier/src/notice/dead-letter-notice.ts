import { workReference, type EventData, type FirmId, type ToldNames } from '@counterpart/contracts';
import { matterLabel, named, onOneLine, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** What the notice names. */
export interface NoticeSubject extends ToldNames {
  readonly firm: FirmId;
}

/** Tells in words that a document was not mirrored after the last try: what, where, why and what to do. */
export function deadLetterNotice(
  failure: EventData<'WorkDeadLettered'>,
  subject: NoticeSubject,
  words: Words,
): Message {
  const { failures } = words;
  const about = onOneLine(subject);
  const reference = workReference({ consumer: failure.consumer, ...failure.source });
  const headline =
    about.documentName === null
      ? failures.headline.other(failures.record(failure.eventType))
      : failures.headline.document(about.documentName);
  return {
    headline,
    about,
    facts: [
      ['happened', failures.meaning(failure.code)],
      ['did', failures.did],
      ['todo', failures.remedy(failure.code)],
      ['retryWith', `counterpart parked retry --firm ${subject.firm} ${reference}`],
      ['document', named(words, about.documentName, failure.document)],
      ['matter', named(words, matterLabel(about), failure.matter)],
      ['tries', failures.tries(failure.tries, failure.firstFailedAt, failure.lastFailedAt)],
      ['code', failure.code],
      ['reference', reference],
    ],
  };
}
