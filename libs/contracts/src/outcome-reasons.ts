import type { EventData } from './registry.js';

/** Why something is as it is, and what a person does about it. */
interface ReasonMeaning {
  readonly meaning: string;
  readonly remedy: string;
}

type Reasons<Code extends string> = Readonly<Record<Code, ReasonMeaning>>;

/** What a closing is held up by (`ClosingHeldUp`). */
const CLOSING_HELD_UP: Reasons<EventData<'ClosingHeldUp'>['because']> = {
  'documents-unsettled': {
    meaning: 'Documents of the closed matter are not settled; they are named with their state, see below.',
    remedy: 'Settle what is named; the closing goes on by itself.',
  },
  'folder-not-moved': {
    meaning: 'Something lies where the matter’s folder belongs, or somebody moved the folder by hand.',
    remedy: 'Clear the place or move the folder back, then `counterpart closings retry`.',
  },
  'legal-hold': {
    meaning: 'The matter is on legal hold: nothing of it is moved or packed.',
    remedy: 'Nothing: it goes on when the hold is lifted.',
  },
  'archive-refused': {
    meaning: 'The matter could not be packed; `PackingRefused` on its trail says why, see below.',
    remedy: 'Mend the cause, then `counterpart closings retry`.',
  },
};

/** What keeps a document from being settled (`ClosingHeldUp`, for each document). */
const UNSETTLED: Reasons<EventData<'ClosingHeldUp'>['missing'][number]['state']> = {
  'on-its-way': {
    meaning: 'A version, move, copy or ZIP of versions has no outcome yet.',
    remedy: 'Wait; where it lasts, `counterpart parked list`.',
  },
  waiting: { meaning: 'Its newest version was not mirrored.', remedy: 'Retry its failed work.' },
  held: {
    meaning: 'It, or an earlier version of it, is privileged, and the restricted folder is not proven.',
    remedy:
      '`counterpart privilege audit` says what is wrong with the folder. Where only the name of an earlier version marks that, mark the document in Clio, or let it out (`counterpart privilege release`).',
  },
  'in-the-way': {
    meaning: 'Something else lies at its place.',
    remedy: 'Move that away in Dropbox, then change the document in Clio.',
  },
  elsewhere: {
    meaning: 'Its file does not lie where it belongs.',
    remedy: 'Clear what is in its way, or move it back by hand.',
  },
};

/** Why a closed matter was not packed (`PackingRefused`). */
const PACKING_REFUSED: Reasons<EventData<'PackingRefused'>['reason']> = {
  RESTRICTED_FOLDER_NOT_PROVEN: {
    meaning: 'Some of its documents are privileged, and the restricted folder is not known to be shut.',
    remedy: 'Mend what `counterpart privilege audit` names, then `counterpart closings retry`.',
  },
  ARCHIVE_BROKEN: {
    meaning: 'The ZIP did not stand up to being read back. No file was touched.',
    remedy: '`counterpart closings retry` makes another one; the broken one may be deleted by hand.',
  },
  NOTHING_TO_PACK: {
    meaning: 'No file lies in the matter’s folder.',
    remedy: 'Restore the folder from Dropbox’s deleted files, then `counterpart closings retry`.',
  },
  PRIVILEGED_LIES_OPEN: {
    meaning: 'A privileged document, or a copy of one, lies in the matter’s open folder: nothing was packed.',
    remedy: 'Move what `at` names back into the restricted folder, then `counterpart closings retry`.',
  },
  FILE_UNREADABLE: {
    meaning:
      'Dropbox gives nobody the bytes of a file in the matter’s folder: a Paper or Google document, or content that was taken down. Nothing was packed.',
    remedy:
      'Export what `at` names to a file beside it, move the original out of the folder, then `counterpart closings retry`.',
  },
  LEGAL_HOLD: {
    meaning: 'The matter came to be on legal hold before packing began.',
    remedy: 'Nothing: it is packed when the hold is lifted.',
  },
};

/** Why prior versions were not rolled up (`VersionThinningRefused`). */
const THINNING_REFUSED: Reasons<EventData<'VersionThinningRefused'>['reason']> = {
  LEGAL_HOLD: {
    meaning: 'The matter is on legal hold.',
    remedy: 'Nothing: it goes on when the hold is lifted.',
  },
  MARKED_PRIVILEGED: {
    meaning: 'The document is privileged by now and lies open.',
    remedy: 'Nothing: it is locked away first.',
  },
  RESTRICTED_FOLDER_NOT_PROVEN: {
    meaning: 'The restricted folder is not known to be shut.',
    remedy: 'Mend what `counterpart privilege audit` names; it is tried again in a day.',
  },
  VERSIONS_CHANGED: {
    meaning: 'Somebody edited, moved or deleted some of them by hand.',
    remedy: 'Nothing: what was changed stays, and the others are rolled up at the next look.',
  },
  EARLIER_ARCHIVE_CHANGED: {
    meaning: 'Somebody changed or deleted the ZIP of the thinning before.',
    remedy: 'Restore it in Dropbox or leave it; the next ZIP begins anew.',
  },
  ARCHIVE_BROKEN: {
    meaning: 'The new ZIP did not stand up to being read back. Nothing was removed.',
    remedy: 'Nothing: it is made again in a day; the broken one may be deleted by hand.',
  },
  DROPBOX_REFUSED: {
    meaning: 'Dropbox refused a call for good.',
    remedy: 'Look at space and rights in Dropbox; it is tried again in a day.',
  },
  FILE_UNREADABLE: {
    meaning: 'Dropbox gives nobody the bytes of one of them, as where content was taken down.',
    remedy: 'Nothing: it stays where it is, and the others are rolled up at the next look.',
  },
};

/** Why an e-mail came back or is late (`NoticeBounced`), by its status of RFC 3463 §3. */
export const BOUNCE_REASONS: Reasons<EventData<'NoticeBounced'>['reason']> = {
  'address-unknown': {
    meaning: 'The recipient’s mail server knows no such address.',
    remedy: 'Correct the address in the policy, the firms file, or Clio for a responsible attorney.',
  },
  'domain-unknown': {
    meaning: 'No mail server takes mail for the part of the address behind the `@`.',
    remedy: 'Correct the address; where it is right, have the DNS of its domain looked at.',
  },
  'mailbox-disabled': {
    meaning: 'The mailbox is there and takes no mail.',
    remedy: 'Name another recipient, or have the mailbox opened again.',
  },
  'mailbox-full': {
    meaning: 'The mailbox has no space left.',
    remedy: 'Have its owner clear it, or name another recipient.',
  },
  'message-unwanted': {
    meaning: 'The recipient’s mail server takes such mail from this sender for spam, or for forged.',
    remedy:
      'Look at SPF, DKIM and DMARC of the sender’s domain, and have the sender allowed at the recipient’s.',
  },
  'message-unfit': {
    meaning: 'The recipient’s mail server cannot handle the message, or finds it too large.',
    remedy: 'Look at what the server said; name another recipient until it is mended.',
  },
  'not-reached': {
    meaning: 'The recipient’s mail server did not answer, or not in time.',
    remedy: 'Where it is only delayed, wait: it is still being tried. Else have that server looked at.',
  },
  unsaid: {
    meaning: 'The mail server did not say why.',
    remedy: 'Look at what it said in words, and ask who runs it.',
  },
};

/** Every table of reasons beside the failure codes, with its heading. */
export const OUTCOME_REASONS: readonly (readonly [string, Reasons<string>])[] = [
  ['What holds a closing up', CLOSING_HELD_UP],
  ['What keeps a document of a closed matter from being settled', UNSETTLED],
  ['Why a closed matter was not packed', PACKING_REFUSED],
  ['Why prior versions were not rolled up', THINNING_REFUSED],
  ['Why an e-mail came back or is late', BOUNCE_REASONS],
];
