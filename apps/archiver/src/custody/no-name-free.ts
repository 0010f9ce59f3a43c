/** Files of other content lie under every name that a file may get: a person has to look. */
export class NoNameFree extends Error {
  override readonly name = 'NoNameFree';
}
