/** A question to a time-stamping authority, RFC 3161. */
interface StampQuery {
  readonly bytes: Buffer;
  readonly nonce: Buffer;
}

/** What an answer says, not yet trusted. */
interface StampAnswer {
  readonly time: Date;
  readonly nonce: Buffer | undefined;
}

/** A time stamp that was verified. */
interface VerifiedStamp {
  readonly time: Date;
  /** Serial number of the authority’s certificate, hexadecimal. */
  readonly certificate: string;
}

/** Time stamps. */
export interface Stamps {
  query(data: Buffer): StampQuery;
  /** Posts a query. @throws an error with the code AUTHORITY_UNAVAILABLE */
  ask(url: string, query: Buffer): Promise<Buffer>;
  /** @throws AuditError AUDIT_STAMP_REFUSED, AUDIT_STAMP_MALFORMED, AUDIT_STAMP_WRONG */
  read(answer: Buffer, data: Buffer): StampAnswer;
  /**
   * @param authorities certificates that are trusted, PEM
   * @throws AuditError AUDIT_STAMP_REFUSED, AUDIT_STAMP_MALFORMED, AUDIT_STAMP_WRONG
   */
  verify(answer: Buffer, data: Buffer, authorities: string): Promise<VerifiedStamp>;
}

/** Files of a folder that already is an export. */
export interface ExportEdits {
  /** Adds a file. @throws an error with the code FILE_EXISTS */
  add(folder: string, name: string, bytes: Buffer): Promise<void>;
  /** Puts another content in a file’s place, at once: never half. */
  replace(file: string, bytes: Buffer): Promise<void>;
  /** Writes a file that must not be there yet. @throws an error with the code FILE_EXISTS */
  create(file: string, bytes: Buffer): Promise<void>;
}
