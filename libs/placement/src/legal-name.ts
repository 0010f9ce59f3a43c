/**
 * Names that are legal on Dropbox, Windows and macOS at once.
 * Dropbox refuses `/`, `\`, names of dots only and its own control files (help.dropbox.com, “file names”);
 * Windows refuses `: * ? " < > |`, trailing dots and spaces and its device names; macOS shows `:` as `/`.
 */

const FORBIDDEN = /[/\\:*?"<>|]/gu;
const CONTROL = /\p{Cc}/gu;
/** Marks that turn the reading direction or have no width: they let one name pose as another. ZWJ stays: emoji need it. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const EDGES = /^\s+|[\s.]+$/gu;
/** Blanks before the dot do not help: `con .txt` is the console, too. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?$/iu;
const DROPBOX_CONTROL_FILE =
  /^(desktop\.ini|thumbs\.db|\.ds_store|icon\r?|\.dropbox|\.dropbox\.attr|\.dropbox\.cache)$/iu;
/** Office and editor temporaries, which the Dropbox desktop app leaves out of syncing. */
const TEMPORARY = /^(~\$|\.~)|^~.*\.tmp$/iu;

/** Longest component: 255 UTF-16 units on Windows and Dropbox, 255 UTF-8 bytes on Linux. */
export const LONGEST_COMPONENT = 255;

/** Letters, digits and a few marks of ASCII, no blank or dot at an end: nothing to change, whatever it says. */
const HARMLESS = /^[\w(][\w ,.()&'#+=@!;$%[\]{}-]{0,150}[\w)]$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const utf8 = new TextEncoder();

/** A legal component made from any text; equal texts give equal names. */
export function legalName(text: string, maxUnits: number = LONGEST_COMPONENT): string {
  if (text.length <= maxUnits && HARMLESS.test(text)) return shorten(guardReserved(text), maxUnits);
  const clean = text
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '_')
    .replace(FORBIDDEN, '_')
    .replace(EDGES, '');
  // What is cut may leave a reserved name; that is short, and has room for its mark.
  return guardReserved(shorten(guardReserved(clean === '' ? 'Untitled' : clean), maxUnits));
}

function guardReserved(name: string): string {
  const reserved = WINDOWS_DEVICE.test(name) || DROPBOX_CONTROL_FILE.test(name) || TEMPORARY.test(name);
  return reserved ? `_${name}` : name;
}

/** A dot and up to 10 letters or digits at the end, at least one of them a letter: `v1.2` has none. */
const EXTENSION = /(?<!^)\.(?=\p{N}*\p{L})[\p{L}\p{N}]{1,10}$/u;

/** `['Brief', '.pdf']`: stem and extension (empty where there is none). */
export function splitExtension(name: string): readonly [stem: string, extension: string] {
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  return [name.slice(0, name.length - extension.length), extension];
}

/** The same name with words put between stem and extension, still within the limit. */
export function withSuffix(name: string, suffix: string, maxUnits: number = LONGEST_COMPONENT): string {
  const [stem, extension] = splitExtension(name);
  const room = maxUnits - suffix.length - extension.length;
  const byteRoom = LONGEST_COMPONENT - utf8.encode(suffix + extension).length;
  const kept = cut(stem, room, byteRoom).replace(EDGES, '');
  // A stem of dots alone leaves nothing; the suffix’s own blank must not begin the name.
  return `${kept}${kept === '' ? suffix.trimStart() : suffix}${extension}`;
}

function shorten(name: string, maxUnits: number): string {
  if (name.length <= maxUnits && utf8.encode(name).length <= LONGEST_COMPONENT) return name;
  return withSuffix(name, '', maxUnits);
}

/**
 * Cuts between graphemes, so that no emoji or accented letter is torn. One grapheme may have more marks than a name has
 * room: where the first does not fit, it is cut between its code points, so that something is left.
 */
export function cut(text: string, maxUnits: number, maxBytes: number): string {
  const whole = fitting(graphemesOf(text), maxUnits, maxBytes);
  return whole === '' ? fitting(text, maxUnits, maxBytes) : whole;
}

/** As many of the first pieces as there is room for. */
function fitting(pieces: Iterable<string>, maxUnits: number, maxBytes: number): string {
  let kept = '';
  let bytes = 0;
  for (const piece of pieces) {
    bytes += utf8.encode(piece).length;
    if (kept.length + piece.length > maxUnits || bytes > maxBytes) break;
    kept += piece;
  }
  return kept;
}

function* graphemesOf(text: string): Generator<string, void> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}
