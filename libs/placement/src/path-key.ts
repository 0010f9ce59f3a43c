/**
 * Two paths with one key may be the same place in Dropbox, on Windows or on macOS.
 * Dropbox’s own folding is not documented, so ours is wider than any of the three: it joins letter case
 * (ß with ss, σ with ς), composed with decomposed, and compatibility forms. A key that joins too much costs a
 * suffix in a name; one that joins too little would let two documents share a file.
 */
export function pathKey(path: string): string {
  // Most paths are plain: for them all of the rest comes down to this.
  if (PLAIN.test(path)) return path.toLowerCase();
  return (
    path
      .normalize('NFKD')
      .replace(IGNORABLE, '')
      // Down first: ẞ is upper case already, and only ß goes up to SS.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replaceAll('ς', 'σ')
      .replaceAll('ı', 'i')
      .normalize('NFKC')
  );
}

/** Printable ASCII. */
const PLAIN = /^[ -~]*$/;

/** Joiners, variation selectors and the dot that upper-casing leaves on İ. */
const IGNORABLE = /\u200c|\u200d|[\ufe00-\ufe0f]|\u0307/gu;
