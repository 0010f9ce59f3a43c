import { FAILURES, workReference, type EventData, type FirmId, type ToldNames } from '@counterpart/contracts';
import { letterOf, matterLabel, named, onOneLine, type Letter } from './letter.js';

/** What the notice names. */
export interface NoticeSubject extends ToldNames {
  readonly firm: FirmId;
}

/** Tells in words that a document was not mirrored after the last try: what, where, why and what to do. */
export function deadLetterNotice(failure: EventData<'WorkDeadLettered'>, subject: NoticeSubject): Letter {
  const about = onOneLine(subject);
  const { meaning, remedy } = FAILURES[failure.code];
  const reference = workReference({ consumer: failure.consumer, ...failure.source });
  const what =
    about.documentName ?? (failure.eventType === null ? 'A record' : `A ${failure.eventType} record`);
  const headline =
    about.documentName === null
      ? `${what} could not be processed`
      : `“${about.documentName}” could not be mirrored to Dropbox`;
  return letterOf(headline, about, [
    ['Document', named(about.documentName, failure.document)],
    ['Matter', named(matterLabel(about), failure.matter)],
    ['What happened', meaning],
    ['Tries', `${failure.tries} (first ${failure.firstFailedAt}, last ${failure.lastFailedAt})`],
    ['What Counterpart did', 'It stopped trying and kept everything as it was. Nothing was removed.'],
    ['What to do', remedy],
    ['Then try again with', `counterpart parked retry --firm ${subject.firm} ${reference}`],
    ['Reason code', failure.code],
    ['Reference', reference],
  ]);
}
