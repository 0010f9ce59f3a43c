/** Why a file or folder cannot be used. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  constructor(
    readonly code:
      'FOLDER_UNREADABLE' | 'FOLDER_EXISTS' | 'FOLDER_UNWRITABLE' | 'FILE_UNREADABLE' | 'FILE_EXISTS',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether the operating system said just that. */
export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
