/** A file of Dropbox. */
export interface SeenFile {
  readonly kind: 'file';
  readonly id: string;
  readonly rev: string;
  readonly path: string;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
}

/** What lies at a path, or is known by an id. */
export type Seen =
  | SeenFile
  | { readonly kind: 'folder' }
  | { readonly kind: 'nothing' }
  /** A file that Dropbox shows to nobody. */
  | { readonly kind: 'restricted' };

/** What came of putting a file somewhere. */
export type Put =
  | { readonly kind: 'put'; readonly file: SeenFile }
  /** Something lies there, perhaps by an answer that was lost, or somebody was faster: look again. */
  | { readonly kind: 'taken' }
  /** What was to be put there is gone. */
  | { readonly kind: 'gone' };

/** What came of copying a file, where Dropbox may give its bytes to nobody. */
export type Copied = Put | { readonly kind: 'restricted' };
