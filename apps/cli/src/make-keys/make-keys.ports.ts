/** Where key files lie. */
export interface KeyFiles {
  /**
   * Writes a new file; never over one that is there.
   * @param secret whether only its owner may read it
   * @throws an error with the code FILE_EXISTS
   */
  create(file: string, text: string, secret: boolean): Promise<void>;
}
