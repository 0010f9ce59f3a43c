import type { Event, FirmId, ToldNames } from '@counterpart/contracts';
import { letterOf, matterLabel, named, oneLine, onOneLine, type Fact, type Letter } from './letter.js';

/** What a person has to look at: something is in the way, a move was refused, or somebody edited a counterpart by hand. */
export type Conflict =
  | 'PlacementConflictFound'
  | 'RelocationConflictFound'
  | 'RelocationRefused'
  | 'CopyConflictFound'
  | 'VersionArchived'
  | 'DriftFound'
  | 'DriftHealingStopped'
  | 'SetAsidesStopped';

/** What the notice names. */
interface ConflictSubject extends ToldNames {
  readonly firm: FirmId;
}

/** One conflict in words. */
interface Told {
  readonly headline: (what: string) => string;
  readonly happened: string;
  /** The path that it is about. */
  readonly path: string | null;
  readonly remedy: string;
}

const UNHARMED = 'It overwrote nothing, removed nothing and left everything where it lies.';

const FOUND: Readonly<Record<string, string>> = {
  file: 'Another file lies there.',
  folder: 'A folder lies there.',
  'ancestor-is-file': 'A file lies where one of the folders should be.',
  'other-revision': 'Somebody changed the file since it was mirrored.',
  'other-content': 'The document changed while it was copied.',
  elsewhere: 'Somebody moved the file by hand.',
  nothing: 'The file is not in Dropbox any more.',
  'too-large': 'Dropbox cannot change the case of the name of so large a folder.',
};

const REFUSED = {
  RESTRICTED_FOLDER_NOT_PROVEN: 'The restricted folder is not known to be shut to everybody else.',
  CONFIRMATION_MISSING:
    'It is not marked as privileged any more, and nobody has confirmed that it may be opened.',
  LEGAL_HOLD: 'The matter is on legal hold: nothing of it is moved.',
  MARKED_PRIVILEGED: 'It is marked as privileged by now.',
} as const;

/** Tells in words that something was not put where it belongs, or was kept for a person, and that nothing was overwritten. */
export function conflictNotice(event: Event<Conflict>, subject: ConflictSubject): Letter {
  const about = onOneLine(subject);
  const { document, matter } = { document: null, matter: null, ...event.data };
  const what = about.documentName === null ? whatOf(event.name) : `“${about.documentName}”`;
  const { headline, happened, path, remedy } = inWords(event, subject.firm);
  const facts: readonly Fact[] = [
    ...(ofTheFirm.has(event.name)
      ? []
      : [
          ['Document', named(about.documentName, document)] as const,
          ['Matter', named(matterLabel(about), matter)] as const,
        ]),
    ['What happened', happened],
    ...(path === null ? [] : [['Place', oneLine(path)] as const]),
    ['What Counterpart did', UNHARMED],
    ['What to do', remedy],
    ['Reference', event.id],
  ];
  return letterOf(headline(what), about, facts);
}

/** What is about no one document. */
const ofTheFirm: ReadonlySet<Conflict> = new Set(['SetAsidesStopped', 'DriftHealingStopped']);

const whatOf = (name: Conflict): string => (ofTheFirm.has(name) ? 'Documents' : 'A folder');

const found = (what: string): string => FOUND[what] ?? what;

function inWords(event: Event<Conflict>, firm: FirmId): Told {
  switch (event.name) {
    case 'PlacementConflictFound':
      return {
        headline: (what) => `${what} could not be put in its place`,
        happened: found(event.data.found),
        path: event.data.path,
        remedy: 'Move or rename what lies there in Dropbox, or rename the document in Clio.',
      };
    case 'RelocationConflictFound':
      return {
        headline: (what) => `${what} could not be moved`,
        happened: found(event.data.found),
        path: event.data.at ?? event.data.to,
        remedy: 'Clear the place in Dropbox; the move is tried again with the next change in Clio.',
      };
    case 'CopyConflictFound':
      return {
        headline: (what) => `${what} could not be copied to the client uploads`,
        happened: found(event.data.found),
        path: event.data.path,
        remedy: 'Compare what lies there with the document, and copy it by hand if it is missing.',
      };
    case 'VersionArchived':
      return {
        headline: (what) => `${what} was edited in Dropbox by hand; the edit is kept beside it`,
        happened: 'A new version came from Clio while the file in Dropbox held somebody’s own edit.',
        path: event.data.handEdit?.path ?? null,
        remedy: 'Compare the edit with the document. Upload it to Clio as a new version where it is to stay.',
      };
    case 'DriftFound':
      return driftInWords(event);
    case 'DriftHealingStopped':
      return healingStoppedInWords(event, firm);
    default:
      return refusedOrStopped(event, firm);
  }
}

const DRIFT: Readonly<Record<Event<'DriftFound'>['data']['kind'], Omit<Told, 'path'>>> = {
  edited: {
    headline: (what) => `${what} was edited in Dropbox by hand`,
    happened: 'The file in Dropbox has other content than the document in Clio.',
    remedy:
      'Upload the edit to Clio as a new version where it is to stay; the next version from Clio replaces the file.',
  },
  moved: {
    headline: (what) => `${what} was moved in Dropbox by hand`,
    happened: 'The file lies elsewhere than it was put.',
    remedy: 'Move it back in Dropbox, or move the document in Clio.',
  },
  deleted: {
    headline: (what) => `${what} was deleted in Dropbox by hand`,
    happened: 'The file is not in Dropbox any more; the document is in Clio.',
    remedy: 'Restore the file from Dropbox’s deleted files, or upload the document to Clio anew.',
  },
};

function driftInWords({ data: { kind, found: file, mirrored } }: Event<'DriftFound'>): Told {
  return { ...DRIFT[kind], path: file?.path ?? mirrored };
}

function healingStoppedInWords({ data }: Event<'DriftHealingStopped'>, firm: FirmId): Told {
  return {
    headline: () => 'Files that were changed in Dropbox by hand are not put back',
    happened:
      `${data.changed} files of ${data.documents} are not as they were mirrored: ` +
      'more than the policy puts back without a person.',
    path: null,
    remedy:
      `Look at what was changed: counterpart status --firm ${firm}. Where it is to be put back, ` +
      'raise drift.stopAtShare in the policy for a while; where it is meant, leave it.',
  };
}

function refusedOrStopped(event: Event<'RelocationRefused' | 'SetAsidesStopped'>, firm: FirmId): Told {
  if (event.name === 'RelocationRefused') {
    const { document, to, reason } = event.data;
    return {
      headline: (what) => `${what} was not moved: more people could see it there`,
      happened: REFUSED[reason],
      path: to,
      remedy: `Where it may be opened: counterpart privilege release --firm ${firm} --document ${document ?? ''}`,
    };
  }
  const { moved, documents } = event.data;
  return {
    headline: () => 'Deleted documents are no longer set aside',
    happened:
      `${moved} documents of ${documents} were deleted in Clio within 24 hours: ` +
      'more than the policy lets go without a person.',
    path: null,
    remedy: `Look at what was deleted in Clio; then let it go on: counterpart deletions resume --firm ${firm}`,
  };
}
