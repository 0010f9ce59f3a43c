/** A record as kafkajs hands it to its encoder. */
export interface PlainRecord {
  /** Place within the batch. @default 0 */
  readonly offsetDelta?: number;
  /** Milliseconds behind the batch’s first record. @default 0 */
  readonly timestampDelta?: number;
  readonly key?: Buffer | string | null;
  readonly value?: Buffer | string | null;
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[] | undefined>>;
}

type HeaderValue = Buffer | string | null;

/**
 * The bytes of a record of a batch (magic 2), into one buffer of the right size. kafkajs’ own encoder allocates a buffer
 * for the record, one for every header and one for every number.
 * @see https://kafka.apache.org/documentation/#record
 */
export function encodeRecord(record: PlainRecord): Buffer {
  const { offsetDelta = 0, timestampDelta = 0, key = null, value = null } = record;
  const headers = headersOf(record);
  const body =
    1 + // attributes, of which none is used
    sizeOfVarint(timestampDelta) +
    sizeOfVarint(offsetDelta) +
    sizeOfField(key) +
    sizeOfField(value) +
    headers.reduce(
      (sum, [name, content]) => sum + sizeOfField(name) + sizeOfField(content),
      sizeOfVarint(headers.length),
    );
  const buffer = Buffer.allocUnsafe(sizeOfVarint(body) + body);
  let at = writeVarint(buffer, body, 0);
  buffer[at] = 0;
  at = writeVarint(buffer, timestampDelta, at + 1);
  at = writeVarint(buffer, offsetDelta, at);
  at = writeField(buffer, key, at);
  at = writeField(buffer, value, at);
  at = writeVarint(buffer, headers.length, at);
  for (const [name, content] of headers) at = writeField(buffer, content, writeField(buffer, name, at));
  return buffer;
}

function headersOf({ headers = {} }: PlainRecord): [name: string, content: HeaderValue][] {
  return Object.entries(headers).flatMap(([name, content]) =>
    isList(content) ? content.map((one): [string, HeaderValue] => [name, one]) : [[name, content ?? null]],
  );
}

const isList = (
  content: HeaderValue | readonly HeaderValue[] | undefined,
): content is readonly HeaderValue[] => Array.isArray(content);

const lengthOf = (field: Buffer | string): number =>
  typeof field === 'string' ? Buffer.byteLength(field) : field.length;

function sizeOfField(field: HeaderValue): number {
  if (field === null) return 1;
  const length = lengthOf(field);
  return sizeOfVarint(length) + length;
}

/** A length and the bytes; the length -1 stands for null. */
function writeField(buffer: Buffer, field: HeaderValue, at: number): number {
  if (field === null) return writeVarint(buffer, -1, at);
  if (typeof field === 'string') {
    const start = writeVarint(buffer, Buffer.byteLength(field), at);
    return start + buffer.write(field, start);
  }
  const start = writeVarint(buffer, field.length, at);
  return start + field.copy(buffer, start);
}

/** Zigzag, so that small negative numbers stay short. */
const zigzag = (value: number): number => (value >= 0 ? value * 2 : value * -2 - 1);

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = zigzag(value); rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** Seven bits a byte, lowest first. @returns where the next byte goes */
function writeVarint(buffer: Buffer, value: number, start: number): number {
  let at = start;
  let rest = zigzag(value);
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    buffer[at] = (rest % 0x80) + 0x80;
    at += 1;
  }
  buffer[at] = rest;
  return at + 1;
}
