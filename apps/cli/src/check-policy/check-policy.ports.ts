/** Files that a person names. */
export interface NamedFiles {
  /** @throws an error with a code where the file cannot be read */
  read(file: string): Promise<string>;
}
