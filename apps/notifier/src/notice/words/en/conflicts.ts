type Found =
  | 'file'
  | 'folder'
  | 'ancestor-is-file'
  | 'other-revision'
  | 'other-content'
  | 'elsewhere'
  | 'nothing'
  | 'too-large';

const found: Readonly<Record<Found, string>> = {
  file: 'Another file lies there.',
  folder: 'A folder lies there.',
  'ancestor-is-file': 'A file lies where one of the folders should be.',
  'other-revision': 'Somebody changed the file since it was mirrored.',
  'other-content': 'The document changed while it was copied.',
  elsewhere: 'Somebody moved the file by hand.',
  nothing: 'The file is not in Dropbox any more.',
  'too-large': 'Dropbox cannot change the case of the name of so large a folder.',
};

/** Of what is in the way, was refused, or was changed by hand. */
export const conflicts = {
  aFolder: 'A folder',
  quoted: (name: string) => `“${name}”`,
  unharmed: 'It overwrote nothing, removed nothing and left everything where it lies.',
  found,
  placement: {
    headline: (what: string) => `${what} could not be put in its place`,
    todo: 'Move or rename what lies there in Dropbox, or rename the document in Clio: it is tried again by itself. Where the policy keeps both, it comes beside that file under a name of its own, and nothing is to be done.',
  },
  relocation: {
    headline: (what: string) => `${what} could not be moved`,
    todo: 'Clear the place in Dropbox: the move is tried again by itself.',
  },
  copy: {
    headline: (what: string) => `${what} could not be copied to the client uploads`,
    todo: 'Compare what lies there with the document, and copy it by hand if it is missing.',
  },
  handEdit: {
    headline: (what: string) => `${what} was edited in Dropbox by hand; the edit is kept beside it`,
    happened: 'A new version came from Clio while the file in Dropbox held somebody’s own edit.',
    todo: 'Compare the edit with the document. Upload it to Clio as a new version where it is to stay.',
  },
  notKept: {
    headline: (what: string) => `A prior version of ${what} could not be kept`,
    happened: (version: number) =>
      `A new version came from Clio. Version ${version} was changed or deleted in Dropbox by hand before, and neither Dropbox nor Clio gives its bytes any more.`,
    beside: 'What somebody made of it by hand is kept.',
    todo: 'Look for the version in Clio and in your backups, and put it into the folder of prior versions. The new version goes out as ever.',
  },
  versionsLeft: {
    headline: (what: string) => `Prior versions of ${what} are left as files of their own`,
    changed: (numbers: readonly number[]) =>
      `They were to be rolled into one ZIP, and somebody changed, moved or deleted version ${numbers.join(', ')} by hand.`,
    unreadable: (numbers: readonly number[]) =>
      `They were to be rolled into one ZIP, and Dropbox gives nobody the bytes of version ${numbers.join(', ')}.`,
    did: 'It rolled up the versions, and removed only files that nobody had changed and that lie in the ZIP, which was read back.',
    refused: {
      LEGAL_HOLD: 'The matter is on legal hold.',
      MARKED_PRIVILEGED: 'The document is marked as privileged by now.',
      RESTRICTED_FOLDER_NOT_PROVEN: 'The restricted folder is not known to be shut to everybody else.',
      VERSIONS_CHANGED: 'Somebody changed them by hand.',
      EARLIER_ARCHIVE_CHANGED:
        'Somebody changed or deleted the ZIP of earlier versions: the next one begins anew.',
      ARCHIVE_BROKEN: 'Their ZIP did not stand up to being read back; it is made again in a day.',
      DROPBOX_REFUSED: 'Dropbox refused it; it is tried again in a day.',
      FILE_UNREADABLE: 'Dropbox gives nobody the bytes of one of them.',
    },
    todo: 'Look at the folder of prior versions, and at what was changed there.',
  },
  drift: {
    edited: {
      headline: (what: string) => `${what} was edited in Dropbox by hand`,
      happened: 'The file in Dropbox has other content than the document in Clio.',
      todo: 'Upload the edit to Clio as a new version where it is to stay; the next version from Clio replaces the file.',
    },
    moved: {
      headline: (what: string) => `${what} was moved in Dropbox by hand`,
      happened: 'The file lies elsewhere than it was put.',
      todo: 'Move it back in Dropbox, or move the document in Clio.',
    },
    deleted: {
      headline: (what: string) => `${what} was deleted in Dropbox by hand`,
      happened: 'The file is not in Dropbox any more; the document is in Clio.',
      todo: 'Restore the file from Dropbox’s deleted files, or upload the document to Clio anew.',
    },
  },
  openCopy: {
    headline: (what: string) => `A copy of ${what}, which is privileged, lay in an open folder`,
    happened:
      'It was marked as privileged while it was being uploaded. Dropbox finished an earlier try only after it had been refused.',
    did: 'It moves the copy beside the document in the restricted folder, as soon as that is known to be shut, and deletes nothing.',
    todo: 'Ask who opened the folder meanwhile: Dropbox’s activity log names them.',
  },
  refused: {
    headline: (what: string) => `${what} was not moved: more people could see it there`,
    happened: {
      RESTRICTED_FOLDER_NOT_PROVEN: 'The restricted folder is not known to be shut to everybody else.',
      CONFIRMATION_MISSING:
        'It is not marked as privileged any more, and nobody has confirmed that it may be opened.',
      LEGAL_HOLD: 'The matter is on legal hold: nothing of it is moved.',
      MARKED_PRIVILEGED: 'It is marked as privileged by now.',
    },
    todo: 'Release it where more people may see it; else mark it as privileged in Clio again.',
  },
  healingStopped: {
    headline: 'Files that were changed in Dropbox by hand are not put back',
    happened: (changed: number, documents: number) =>
      `${changed} files of ${documents} are not as they were mirrored: more than the policy puts back without a person.`,
    todo: 'Look at what was changed. Where it is to be put back, raise drift.stopAtShare in the policy for a while; where it is meant, leave it.',
  },
  stopped: {
    headline: 'Deleted documents are no longer set aside',
    happened: (moved: number, documents: number) =>
      `${moved} documents of ${documents} were deleted in Clio within 24 hours: more than the policy lets go without a person.`,
    todo: 'Look at what was deleted in Clio; then let it go on.',
  },
};
