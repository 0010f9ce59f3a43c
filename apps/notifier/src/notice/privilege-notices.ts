import { FAILURES, type AccessDeviation, type EventData, type ToldNames } from '@counterpart/contracts';
import { letterOf, matterLabel, named, oneLine, onOneLine, type Letter } from './letter.js';

/** A privileged document that was locked away. */
export interface LockedAway {
  readonly document: string;
  readonly matter: string;
  readonly path: string;
  /** Links to the file that were ended; null where that was told apart from this. */
  readonly revokedLinks: number | null;
}

/** Tells the responsible attorney that a document lies in the restricted folder. */
export function lockedAwayNotice(locked: LockedAway, subject: ToldNames): Letter {
  const about = onOneLine(subject);
  const { revokedLinks } = locked;
  return letterOf(`“${about.documentName ?? `Document ${locked.document}`}” was locked away`, about, [
    ['Document', named(about.documentName, locked.document)],
    ['Matter', named(matterLabel(about), locked.matter)],
    ['Where it lies', oneLine(locked.path)],
    ['Why', 'It is marked as privileged.'],
    [
      'Who can open it',
      'The members of the attorneys’ group, and the account that Counterpart is connected with.',
    ],
    ...(revokedLinks === null || revokedLinks === 0
      ? []
      : [['Links that were ended', String(revokedLinks)] as const]),
    [
      'What to do',
      'Nothing. If it is not privileged, take the mark away in Clio and ask for its release: it stays locked away until somebody confirms.',
    ],
  ]);
}

/** Tells the firm that the restricted folder could not be proven, and that privileged documents wait. */
export function folderRefusedNotice(refused: EventData<'RestrictedFolderRefused'>): Letter {
  const { meaning, remedy } = FAILURES[refused.code];
  const nobody = { documentName: null, matterNumber: null, clientName: null };
  const folder = oneLine(refused.folder);
  return letterOf(`The restricted folder ${folder} is not ready: privileged documents wait`, nobody, [
    ['Folder', folder],
    ['Group', oneLine(refused.groupName)],
    ['What happened', meaning],
    ...refused.deviations.map((deviation) => ['Found', inWords(deviation)] as const),
    ['What Counterpart did', 'It uploaded nothing privileged, and tries again.'],
    ['What to do', remedy],
    ['Reason code', refused.code],
  ]);
}

function inWords({ code, who, through }: AccessDeviation): string {
  const parts = [
    code,
    ...(who === null ? [] : [`who: ${who}`]),
    ...(through === null ? [] : [`at: ${through}`]),
  ];
  return oneLine(parts.join(', '));
}
