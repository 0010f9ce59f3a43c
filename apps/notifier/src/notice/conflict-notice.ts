import type { Event, EventData, FirmId, ToldNames } from '@counterpart/contracts';
import { matterLabel, named, oneLine, onOneLine, type Fact, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** What a person has to look at: something is in the way, a move was refused, or somebody edited a counterpart by hand. */
export type Conflict =
  | 'PlacementConflictFound'
  | 'RelocationConflictFound'
  | 'RelocationRefused'
  | 'CopyConflictFound'
  | 'VersionArchived'
  | 'VersionsThinned'
  | 'VersionThinningRefused'
  | 'DriftFound'
  | 'OpenCopyFound'
  | 'DriftHealingStopped'
  | 'SetAsidesStopped';

/** What is about no one document. */
const OF_THE_FIRM: ReadonlySet<Conflict> = new Set(['SetAsidesStopped', 'DriftHealingStopped']);

/** What the notice names. */
interface ConflictSubject extends ToldNames {
  readonly firm: FirmId;
}

/** One conflict in words. */
interface Told {
  readonly headline: string;
  readonly happened: string;
  readonly todo: string;
  /** The path that it is about. */
  readonly path: string | null;
  /** What mends it. */
  readonly command: string | null;
}

/** Tells in words that something was not put where it belongs, or was kept for a person, and that nothing was overwritten. */
export function conflictNotice(event: Event<Conflict>, subject: ConflictSubject, words: Words): Message {
  const about = onOneLine(subject);
  const { document, matter } = { document: null, matter: null, ...event.data };
  const { conflicts } = words;
  const what = about.documentName === null ? conflicts.aFolder : conflicts.quoted(about.documentName);
  const { headline, happened, todo, path, command } = inWords(event, { what, firm: subject.firm }, conflicts);
  const facts: readonly Fact[] = [
    ['happened', happened],
    ['did', didIn(event, conflicts)],
    ['todo', todo],
    ...(command === null ? [] : [['runIt', command] as const]),
    ...(OF_THE_FIRM.has(event.name)
      ? []
      : [
          ['document', named(words, about.documentName, document)] as const,
          ['matter', named(words, matterLabel(about), matter)] as const,
        ]),
    ...(path === null ? [] : [['place', oneLine(path)] as const]),
    ['reference', event.id],
  ];
  return { headline, about, facts };
}

type Phrases = Words['conflicts'];

function didIn({ name }: Event<Conflict>, phrases: Phrases): string {
  if (name === 'VersionsThinned') return phrases.versionsLeft.did;
  return name === 'OpenCopyFound' ? phrases.openCopy.did : phrases.unharmed;
}

function inWords(
  event: Event<Conflict>,
  { what, firm }: { readonly what: string; readonly firm: FirmId },
  phrases: Phrases,
): Told {
  switch (event.name) {
    case 'PlacementConflictFound': {
      const { found, path } = event.data;
      return inTheWay(phrases.placement, phrases.found[found], { what, path });
    }
    case 'RelocationConflictFound': {
      const { found, at, to } = event.data;
      return inTheWay(phrases.relocation, phrases.found[found], { what, path: at ?? to });
    }
    case 'CopyConflictFound': {
      const { found, path } = event.data;
      return inTheWay(phrases.copy, phrases.found[found], { what, path });
    }
    case 'VersionArchived':
      return versionNoticed(event.data, what, phrases);
    case 'VersionsThinned':
    case 'VersionThinningRefused':
      return versionsLeft(event, what, phrases.versionsLeft);
    case 'DriftFound': {
      const { kind, found, mirrored } = event.data;
      return inTheWay(phrases.drift[kind], phrases.drift[kind].happened, {
        what,
        path: found?.path ?? mirrored,
      });
    }
    case 'OpenCopyFound':
      return inTheWay(phrases.openCopy, phrases.openCopy.happened, { what, path: event.data.path });
    case 'RelocationRefused': {
      const { document, to, reason } = event.data;
      const told = phrases.refused;
      return {
        ...inTheWay(told, told.happened[reason], { what, path: to }),
        command: `counterpart privilege release --firm ${firm} --document ${document ?? ''}`,
      };
    }
    case 'DriftHealingStopped': {
      const { headline, happened, todo } = phrases.healingStopped;
      const { changed, documents } = event.data;
      const command = `counterpart status --firm ${firm}`;
      return { headline, happened: happened(changed, documents), todo, path: null, command };
    }
    case 'SetAsidesStopped': {
      const { headline, happened, todo } = phrases.stopped;
      const { moved, documents } = event.data;
      const command = `counterpart deletions resume --firm ${firm}`;
      return { headline, happened: happened(moved, documents), todo, path: null, command };
    }
  }
}

function versionNoticed(
  { how, versionNumber, handEdit }: EventData<'VersionArchived'>,
  what: string,
  { handEdit: edited, notKept }: Phrases,
): Told {
  const path = handEdit?.path ?? null;
  if (how !== 'unavailable') return inTheWay(edited, edited.happened, { what, path });
  const happened = notKept.happened(versionNumber);
  return inTheWay(notKept, path === null ? happened : `${happened} ${notKept.beside}`, { what, path });
}

function versionsLeft(
  event: Event<'VersionsThinned' | 'VersionThinningRefused'>,
  what: string,
  phrases: Phrases['versionsLeft'],
): Told {
  if (event.name === 'VersionsThinned') {
    const { left, archive } = event.data;
    const numbers = left.filter(({ because }) => because !== 'legal-hold').map(({ number }) => number);
    return inTheWay(phrases, phrases.changed(numbers), { what, path: archive.path });
  }
  const { reason, changed } = event.data;
  const numbers = changed.map(({ number }) => number);
  const happened = numbers.length > 0 ? phrases[phraseOf(reason)](numbers) : phrases.refused[reason];
  return inTheWay(phrases, happened, { what, path: null });
}

const phraseOf = (reason: EventData<'VersionThinningRefused'>['reason']) =>
  reason === 'FILE_UNREADABLE' ? 'unreadable' : 'changed';

const inTheWay = (
  { headline, todo }: { readonly headline: (what: string) => string; readonly todo: string },
  happened: string,
  { what, path }: { readonly what: string; readonly path: string | null },
): Told => ({ headline: headline(what), happened, todo, path, command: null });
