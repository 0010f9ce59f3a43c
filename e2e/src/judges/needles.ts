/** A secret under hunt. Its name is told, its bytes never. */
export interface Quarry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What is looked for: a secret in one of the forms in which it may have been written down. */
export interface Needle {
  readonly name: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** Where a needle was found. */
export interface Find {
  readonly secret: string;
  readonly form: string;
  readonly place: string;
}

/** A shorter text is found by chance. */
const LEAST_BYTES = 8;

/** A secret as it is, in hex, in base64 at each of its three alignments, and escaped as in an address. */
export function needlesOf({ name, bytes }: Quarry): readonly Needle[] {
  const text = bytes.toString('utf8');
  const hex = bytes.toString('hex');
  const forms: readonly (readonly [string, Buffer])[] = [
    ['raw', bytes],
    ['hex', Buffer.from(hex)],
    ['hex', Buffer.from(hex.toUpperCase())],
    ['url', Buffer.from(encodeURIComponent(text))],
    ...[0, 1, 2].flatMap((shift) => {
      const standard = innerBase64(bytes, shift);
      return [standard, standard.replaceAll('+', '-').replaceAll('/', '_')].map(
        (form) => ['base64', Buffer.from(form)] as const,
      );
    }),
  ];
  const seen = new Set<string>();
  return forms.flatMap(([form, needle]) => {
    const key = needle.toString('latin1');
    if (needle.length < LEAST_BYTES || seen.has(key)) return [];
    seen.add(key);
    return [{ name, form, bytes: needle }];
  });
}

/** The characters of base64 that depend on these bytes alone, where `shift` other bytes stand before them. */
function innerBase64(bytes: Buffer, shift: number): string {
  const before = Buffer.alloc(shift);
  const text = Buffer.concat([before, bytes]).toString('base64').replaceAll('=', '');
  const first = shift === 0 ? 0 : shift + 1;
  const whole = Math.floor(((shift + bytes.length) * 8) / 6);
  return text.slice(first, whole);
}

/** Everything of it that stands in these bytes. */
export const findIn = (haystack: Buffer, place: string, needles: readonly Needle[]): readonly Find[] =>
  needles
    .filter(({ bytes }) => haystack.includes(bytes))
    .map(({ name, form }) => ({ secret: name, form, place }));
