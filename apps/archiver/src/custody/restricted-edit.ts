/** What somebody made of a file by hand cannot be kept: Dropbox gives its bytes to nobody. Nothing may replace it then. */
export class RestrictedEdit extends Error {
  override readonly name = 'RestrictedEdit';
}
