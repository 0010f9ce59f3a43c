import type { Event, EventData, FirmId, ToldNames } from '@counterpart/contracts';
import { matterLabel, named, oneLine, onOneLine, type Fact, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** What a closing’s letter is about. */
export interface ClosingSubject extends ToldNames {
  readonly firm: FirmId;
}

/** Tells that a closed matter is archived, and where. */
export function archivedNotice(archived: Event<'MatterArchived'>, subject: ToldNames, words: Words): Message {
  const told = words.closings.archived;
  const about = onOneLine(subject);
  const { matter, action, archives, documents } = archived.data;
  return {
    headline: told.headline,
    about,
    facts: [
      ['happened', told.happened],
      ['did', told.did[action]],
      ['todo', told.todo],
      ['matter', named(words, matterLabel(about), matter)],
      ...archives.map(({ path, access }): Fact => [
        access === 'restricted' ? 'privilegedDocuments' : 'whereItIs',
        oneLine(path),
      ]),
      ['documents', String(documents)],
      ['archivedAt', archived.time],
    ],
  };
}

/** Tells that a closed matter had nothing to be archived. */
export function nothingArchivedNotice(matter: string, subject: ToldNames, words: Words): Message {
  const told = words.closings.empty;
  const about = onOneLine(subject);
  return {
    headline: told.headline,
    about,
    facts: [
      ['happened', told.happened],
      ['did', told.did],
      ['todo', told.todo],
      ['matter', named(words, matterLabel(about), matter)],
    ],
  };
}

/** Tells that a closing cannot go on by itself, what is missing, and what to do. */
export function heldUpNotice(
  held: EventData<'ClosingHeldUp'>,
  subject: ClosingSubject,
  words: Words,
): Message {
  const told = words.closings.heldUp;
  const about = onOneLine(subject);
  const { matter, because, missing, unsettled, refusal } = held;
  const at = refusal?.at ?? null;
  const more = unsettled - missing.length;
  return {
    headline: told.headline,
    about,
    facts: [
      ['happened', refusal === undefined ? told.waits[because] : told.refused[refusal.reason]],
      ['did', told.did],
      ['todo', refusal === undefined ? told.remedies[because] : told.mend[refusal.reason]],
      ...(at === null ? [] : [['place', oneLine(at)] as const]),
      ['showWith', `counterpart closings show --firm ${subject.firm} ${matter}`],
      ['againWith', `counterpart closings retry --firm ${subject.firm} ${matter}`],
      ['matter', named(words, matterLabel(about), matter)],
      ...missing.map(({ document, name, state }): Fact => [
        'document',
        `${named(words, oneLine(name), document)}: ${told.states[state]}`,
      ]),
      ...(more > 0 ? [['and', told.more(more)] as const] : []),
    ],
  };
}
