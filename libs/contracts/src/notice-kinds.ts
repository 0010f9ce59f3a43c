import { z } from 'zod';

/**
 * How soon people are told: `urgent` at once, whatever the hour; `ordinary` outside the quiet hours, many of a kind as one;
 * `record` like it, though each is the record of one matter and stands for itself.
 */
export type NoticeUrgency = 'urgent' | 'ordinary' | 'record';

export interface NoticeKindMeaning {
  readonly meaning: string;
  readonly urgency: NoticeUrgency;
}

/** Every kind of notice that people get. A new kind is a new row. */
export const NOTICE_KINDS = {
  'work-dead-lettered': { meaning: 'Work was given up after its last try.', urgency: 'ordinary' },
  'privileged-locked-away': {
    meaning:
      'A privileged document was locked away. The responsible attorney is told, where an address is known.',
    urgency: 'urgent',
  },
  'open-copy-found': {
    meaning:
      'A copy of a privileged document lay in an open folder. It is being moved into the restricted one.',
    urgency: 'urgent',
  },
  'restricted-folder-refused': {
    meaning: 'The restricted folder is not proven, and privileged documents wait.',
    urgency: 'urgent',
  },
  'connection-refused': {
    meaning:
      'Clio or Dropbox refuses the connection, or what a part of the work needs of it, until a person mends it.',
    urgency: 'urgent',
  },
  'connection-restored': {
    meaning: 'Clio or Dropbox, which refused the connection, accepts it again.',
    urgency: 'ordinary',
  },
  'dropbox-full': {
    meaning: 'Dropbox has no space left: uploads wait. Told once a day while that lasts.',
    urgency: 'urgent',
  },
  'set-asides-stopped': {
    meaning: 'Too much was deleted in Clio: nothing more is set aside.',
    urgency: 'urgent',
  },
  'drift-healing-stopped': {
    meaning: 'Too much was changed in Dropbox by hand: nothing more is put back.',
    urgency: 'urgent',
  },
  'placement-conflict': { meaning: 'Something lies at a document’s place.', urgency: 'ordinary' },
  'relocation-conflict': { meaning: 'Something is in the way of a move.', urgency: 'ordinary' },
  'relocation-refused': {
    meaning: 'A move would let more people see a document, and nobody has confirmed it.',
    urgency: 'ordinary',
  },
  'copy-conflict': { meaning: 'Something is in the way of a client upload’s copy.', urgency: 'ordinary' },
  'hand-edit-kept': {
    meaning: 'A file that was edited by hand was kept beside its document.',
    urgency: 'ordinary',
  },
  'version-not-kept': {
    meaning: 'A prior version could not be kept: neither Dropbox nor Clio gives its bytes any more.',
    urgency: 'ordinary',
  },
  'versions-left': {
    meaning:
      'Prior versions were left as files: somebody changed them by hand, or their ZIP could not be made.',
    urgency: 'ordinary',
  },
  drift: { meaning: 'A file was edited, moved or deleted in Dropbox by hand.', urgency: 'ordinary' },
  'closing-held-up': { meaning: 'A closed matter cannot be archived yet.', urgency: 'ordinary' },
  'matter-archived': { meaning: 'A closed matter is archived.', urgency: 'record' },
  'closing-without-documents': { meaning: 'A closed matter has no documents.', urgency: 'record' },
  'notice-bounced': {
    meaning: 'An e-mail of Counterpart reached nobody: it came back from every recipient.',
    urgency: 'ordinary',
  },
  'daily-summary': { meaning: 'What the last day brought, and what is open.', urgency: 'ordinary' },
} as const satisfies Record<string, NoticeKindMeaning>;

/** A kind of notice. */
export type NoticeKind = keyof typeof NOTICE_KINDS;

/** A kind as events and policies bear it: kinds are added without a new version of those. */
export const NoticeKindName = z.string().regex(/^[a-z]+(-[a-z]+)*$/);

export const isNoticeKind = (name: string): name is NoticeKind => Object.hasOwn(NOTICE_KINDS, name);
