/** What a failure means to the firm and what mends it; one row a code, shown in e-mails and documents. */
export interface FailureMeaning {
  readonly meaning: string;
  readonly remedy: string;
}

/** Every reason for which work is retried, parked or dead-lettered. Closed: a new reason is a new row. */
export const FAILURES = {
  CLIO_UNAVAILABLE: {
    meaning: 'Clio did not answer, or answered with a server error.',
    remedy: 'Nothing to do unless it lasts: check Clio’s status page.',
  },
  CLIO_RATE_LIMITED: {
    meaning: 'Clio’s limit of calls a minute is used up.',
    remedy: 'Nothing to do: the work waits for its turn.',
  },
  CLIO_UNAUTHORISED: {
    meaning: 'Clio refuses the connection, or what this work needs of it.',
    remedy:
      'Mend what the e-mail about it names, e.g. enable the user again, or connect Clio again; waiting work resumes by itself.',
  },
  CLIO_FORBIDDEN: {
    meaning: 'The connected Clio user may not see this record.',
    remedy: 'Give the connected user access to the matter, then retry.',
  },
  CLIO_ANSWER_INVALID: {
    meaning: 'Clio answered in a form that is not in its published specification.',
    remedy: 'Retry; if it stays, report it with the request id.',
  },
  UPLOAD_UNFINISHED: {
    meaning: 'The document’s upload into Clio has not finished yet.',
    remedy: 'Finish or cancel the upload in Clio.',
  },
  SOURCE_MISSING: {
    meaning: 'Clio does not give the document, or this version of it.',
    remedy:
      'Check in Clio that it is there and that the connected user may see it, then retry; nothing was removed from Dropbox.',
  },
  SOURCE_TRUNCATED: {
    meaning: 'Clio delivered fewer bytes than it announced.',
    remedy: 'Retry; if it stays, open the document in Clio and upload it again.',
  },
  DROPBOX_UNAVAILABLE: {
    meaning: 'Dropbox did not answer, or answered with a server error.',
    remedy: 'Nothing to do unless it lasts: check Dropbox’s status page.',
  },
  DROPBOX_RATE_LIMITED: {
    meaning: 'Dropbox asked to slow down.',
    remedy: 'Nothing to do: the work waits for its turn.',
  },
  DROPBOX_WRITE_CONTENTION: {
    meaning: 'Somebody else was writing to the same Dropbox space.',
    remedy: 'Nothing to do: the work is repeated.',
  },
  DROPBOX_UNAUTHORISED: {
    meaning: 'Dropbox refuses the connection, or what this work needs of it.',
    remedy:
      'Mend what the e-mail about it names, e.g. reinstate the member, or connect Dropbox again; waiting work resumes by itself.',
  },
  DROPBOX_FORBIDDEN: {
    meaning: 'Dropbox refuses writing at this place.',
    remedy: 'Give the connected Dropbox user write access to the root folder, then retry.',
  },
  DROPBOX_FULL: {
    meaning: 'The firm’s Dropbox has no space left, or not enough for this.',
    remedy: 'Free or buy space in Dropbox, then retry what was given up; what waits goes on by itself.',
  },
  DROPBOX_RESTRICTED: {
    meaning:
      'Dropbox restricts this content, as after a complaint about copyright: it is shown to nobody, and not put anywhere.',
    remedy:
      'Ask Dropbox’s support to lift the restriction, or file the document by hand; then retry, or discard the work.',
  },
  DROPBOX_PATH_REFUSED: {
    meaning: 'Dropbox does not accept the name or path.',
    remedy: 'Rename the document in Clio, or change the folder template.',
  },
  DROPBOX_ANSWER_INVALID: {
    meaning: 'Dropbox answered in a form that is not in its published specification.',
    remedy: 'Retry; if it stays, report it with the request id.',
  },
  CONTENT_MISMATCH: {
    meaning: 'The bytes that arrived in Dropbox differ from those that left Clio.',
    remedy: 'Retry; the damaged copy is never taken for the document.',
  },
  STAGING_LOST: {
    meaning: 'Dropbox forgot the upload session before it was committed.',
    remedy: 'Nothing to do while it is tried: the document is staged again. Retry what was given up.',
  },
  MATTER_UNKNOWN: {
    meaning: 'The document’s matter is not known yet.',
    remedy: 'Check that the connected Clio user can see the matter.',
  },
  FIRM_UNKNOWN: {
    meaning:
      'The record names a firm that is not configured here, or to whose stored connection this service has no key.',
    remedy:
      'Add the firm, or give this service its master key (`COUNTERPART_MASTER_KEY`), then retry; or remove its webhook in Clio.',
  },
  EVENT_UNREADABLE: {
    meaning: 'A record on a topic is not an event that this version can read.',
    remedy: 'Check which program wrote it; upgrade, then retry.',
  },
  PRIVILEGED_GROUP_MISSING: {
    meaning: 'The Dropbox team has no group of the name that the policy gives for privileged documents.',
    remedy:
      'Make the group in the Dropbox admin console, or name another one in the policy (`privileged.group`), then retry.',
  },
  PRIVILEGED_RIGHT_MISSING: {
    meaning: 'The connection may not restrict folders or read who can open them.',
    remedy:
      'Connect Dropbox as a team administrator, with the permissions for sharing, groups and team data.',
  },
  PRIVILEGED_FOLDER_TAKEN: {
    meaning: 'Something else lies where the restricted folder belongs, or somebody else owns it.',
    remedy: 'Empty or rename it, or give the policy another folder (`privileged.folder`), then retry.',
  },
  PRIVILEGED_FOLDER_OPEN: {
    meaning: 'More people can open the restricted folder than the policy allows.',
    remedy:
      'Run `counterpart privilege audit`, take away what it names, then retry. Nothing privileged is uploaded until then.',
  },
  SMTP_UNAVAILABLE: {
    meaning: 'The mail server did not take the message.',
    remedy: 'Check the mail server; the notice is sent when it answers.',
  },
  SMTP_REFUSED: {
    meaning: 'The mail server refused the message for good.',
    remedy: 'Check the recipients’ addresses and the sender’s rights.',
  },
} as const satisfies Record<string, FailureMeaning>;

/** A stable reason code. */
export type FailureCode = keyof typeof FAILURES;

/** All codes, for schemas. */
export const FAILURE_CODES = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]];

/** What failed work is told of while a firm’s connection is refused, by vendor. */
export const CONNECTION_REFUSED = {
  clio: 'CLIO_UNAUTHORISED',
  dropbox: 'DROPBOX_UNAUTHORISED',
} as const satisfies Record<string, FailureCode>;

/** A code that a person mends by connecting anew. */
export type ConnectionCode = (typeof CONNECTION_REFUSED)[keyof typeof CONNECTION_REFUSED];
