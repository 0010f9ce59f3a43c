/** A mail, or one part of it (RFC 2045). */
export interface MailPart {
  /** Unfolded, by lower-case name; where one comes twice, the first counts. */
  readonly headers: ReadonlyMap<string, string>;
  /** In lower case, e.g. `message/delivery-status`. */
  readonly type: string;
  /** Bytes as characters of Latin 1, as they came. */
  readonly body: string;
}

/** A part that holds no others. */
export interface MailLeaf extends MailPart {
  /** The types of the parts that it lies in, outermost first. */
  readonly within: readonly string[];
}

/** What anybody may send is read no further than this. */
const MOST_BYTES = 1_048_576;
const MOST_HEADERS = 500;
const LONGEST_HEADER = 4000;
const MOST_LEAVES = 50;
const DEEPEST = 4;

/** A mail as it came over the wire or out of a file. */
export const mailOf = (bytes: Uint8Array): MailPart =>
  partOf(Buffer.from(bytes.subarray(0, MOST_BYTES)).toString('latin1').replaceAll(/\r\n?/g, '\n'));

/** A part: headers to the first empty line, then the body. */
export function partOf(text: string): MailPart {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const headers = fieldsOf(end === -1 ? text : text.slice(0, end));
  const type = /^[^\s;]+/.exec(headers.get('content-type') ?? '')?.[0].toLowerCase() ?? 'text/plain';
  return {
    headers,
    type,
    body: end === -1 ? '' : text.slice(text.indexOf('\n', end) + 1).replace(/^\n/, ''),
  };
}

/** Fields of RFC 5322 §2.2, unfolded; lines that are none are left out. */
export function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\n[ \t]+/g, ' ').split('\n', MOST_HEADERS)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase();
    if (!/^[!-9;-~]+$/.test(name) || fields.has(name)) continue;
    fields.set(
      name,
      line
        .slice(colon + 1)
        .trim()
        .slice(0, LONGEST_HEADER),
    );
  }
  return fields;
}

/** The parts that hold no others, in their order. What is attached as a mail of its own is not looked into. */
export function leavesOf(part: MailPart, within: readonly string[] = []): readonly MailLeaf[] {
  const boundary = part.type.startsWith('multipart/') ? boundaryOf(part) : null;
  if (boundary === null || within.length >= DEEPEST) return [{ ...part, within }];
  const leaves: MailLeaf[] = [];
  for (const text of piecesOf(part.body, boundary)) {
    if (leaves.length >= MOST_LEAVES) break;
    leaves.push(...leavesOf(partOf(text), [...within, part.type]));
  }
  return leaves.slice(0, MOST_LEAVES);
}

function boundaryOf({ headers }: MailPart): string | null {
  const [, quoted, bare] =
    /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(headers.get('content-type') ?? '') ?? [];
  return quoted?.trimEnd() ?? bare ?? null;
}

/** What lies between the lines of the boundary (RFC 2046 §5.1.1); where the last one is missing, up to the end. */
function piecesOf(body: string, boundary: string): readonly string[] {
  const pieces: string[] = [];
  /** Where the piece begins that is read; null before the first one. */
  let from: number | null = null;
  for (const { start, end, isLast } of marksIn(body, `--${boundary}`)) {
    // The line break before a boundary is the boundary’s.
    if (from !== null) pieces.push(body.slice(from, Math.max(from, start - 1)));
    if (isLast || pieces.length > MOST_LEAVES) return pieces;
    from = end + 1;
  }
  return from === null ? pieces : [...pieces, body.slice(from)];
}

/** A line that is a boundary, and whether it ends the last part. */
interface Mark {
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
}

/** Looks for the mark alone: of lines there may be a million, at each level. */
function* marksIn(body: string, mark: string): Iterable<Mark> {
  let start = body.startsWith(mark) ? 0 : after(body.indexOf(`\n${mark}`));
  while (start !== null) {
    const broken = body.indexOf('\n', start);
    const end = broken === -1 ? body.length : broken;
    const rest = body.slice(start + mark.length, end).trimEnd();
    if (rest === '' || rest === '--') yield { start, end, isLast: rest !== '' };
    start = after(body.indexOf(`\n${mark}`, end));
  }
}

const after = (lineBreak: number): number | null => (lineBreak === -1 ? null : lineBreak + 1);

/** The text of a part, whatever it was encoded in. Bytes that are no UTF-8 become replacement characters. */
export function textOf({ headers, body }: MailPart): string {
  switch (uncommented(headers.get('content-transfer-encoding') ?? '').toLowerCase()) {
    case 'base64':
      return asLines(Buffer.from(body, 'base64'));
    case 'quoted-printable':
      return asLines(Buffer.from(unquoted(body), 'latin1'));
    default:
      return asLines(Buffer.from(body, 'latin1'));
  }
}

/** A field’s value up to its comment (RFC 5322 §3.2.2); a quoted text may hold brackets, and is left as it is. */
export const uncommented = (value: string): string =>
  value.startsWith('"') ? value : (value.split('(', 1)[0] ?? '').trim();

const asLines = (bytes: Buffer): string => bytes.toString('utf8').replaceAll(/\r\n?/g, '\n');

/** RFC 2045 §6.7; what is no code stays as it is. */
const unquoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
