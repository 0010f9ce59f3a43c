import type { AccessDeviation, EventData, ToldNames } from '@counterpart/contracts';
import { matterLabel, named, NOBODY, oneLine, onOneLine, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** A privileged document that was locked away. */
export interface LockedAway {
  readonly document: string;
  readonly matter: string;
  readonly path: string;
  /** Links to the file that were ended; null where that was told apart from this. */
  readonly revokedLinks: number | null;
}

/** Tells the responsible attorney that a document lies in the restricted folder. */
export function lockedAwayNotice(locked: LockedAway, subject: ToldNames, words: Words): Message {
  const { lockedAway: told, nameless } = words.privilege;
  const about = onOneLine(subject);
  const { revokedLinks } = locked;
  return {
    headline: told.headline(about.documentName ?? nameless(locked.document)),
    about,
    facts: [
      ['why', told.why],
      ['todo', told.todo],
      ['document', named(words, about.documentName, locked.document)],
      ['matter', named(words, matterLabel(about), locked.matter)],
      ['whereItLies', oneLine(locked.path)],
      ['whoCanOpen', told.openers],
      ...(revokedLinks === null || revokedLinks === 0
        ? []
        : [['revokedLinks', String(revokedLinks)] as const]),
    ],
  };
}

/** Tells the firm that the restricted folder could not be proven, and that privileged documents wait. */
export function folderRefusedNotice(refused: EventData<'RestrictedFolderRefused'>, words: Words): Message {
  const { refused: told } = words.privilege;
  const folder = oneLine(refused.folder);
  return {
    headline: told.headline(folder),
    about: NOBODY,
    facts: [
      ['happened', words.failures.meaning(refused.code)],
      ['did', told.did],
      ['todo', words.failures.remedy(refused.code)],
      ['folder', folder],
      ['group', oneLine(refused.groupName)],
      ...refused.deviations.map((deviation) => ['found', inWords(deviation, told)] as const),
      ['code', refused.code],
    ],
  };
}

function inWords({ code, who, through }: AccessDeviation, told: Words['privilege']['refused']): string {
  const parts = [
    code,
    ...(who === null ? [] : [told.who(who)]),
    ...(through === null ? [] : [told.through(through)]),
  ];
  return oneLine(parts.join(', '));
}
