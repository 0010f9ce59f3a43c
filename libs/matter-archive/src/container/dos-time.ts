/**
 * A ZIP header’s own time is local time without a zone, in steps of two seconds, from 1980 on (APPNOTE 4.4.6).
 * Windows Explorer shows it as it is; so it is written in the firm’s zone. The exact instant is in the manifest, and
 * to the second in the extended timestamp.
 *
 * @param timeZone IANA name, such as `America/New_York`
 * @returns a Date whose UTC fields are the zone’s wall clock
 */
export function wallClock(timeZone: string): (instant: Date) => Date {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const wallOf = (instant: Date): number => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const field = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(
      field('year'),
      field('month') - 1,
      field('day'),
      field('hour'),
      field('minute'),
      field('second'),
    );
  };
  let known = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant.getTime() / QUARTER_MS);
    const offset = known.get(quarter) ?? wallOf(new Date(quarter * QUARTER_MS)) - quarter * QUARTER_MS;
    if (known.size > MOST_KNOWN) known = new Map();
    known.set(quarter, offset);
    return new Date(instant.getTime() + offset);
  };
}

/** Zones change at whole quarters of an hour; asking for each file’s own time would take 20 µs of each. */
const QUARTER_MS = 15 * 60_000;
const MOST_KNOWN = 10_000;

const EXTENDED_TIMESTAMP = 0x5455;
const HAS_MODIFIED = 1;
const [EARLIEST, LATEST] = [-(2 ** 31), 2 ** 31 - 1];

/**
 * Info-ZIP’s extended timestamp “UT” (proginfo/extrafld.txt): seconds since 1970 in UTC, the same bytes in the local
 * and the central header. Times that 32 bits cannot hold have none.
 */
export function extendedTimestamp(modified: Date): Buffer {
  const seconds = Math.floor(modified.getTime() / 1000);
  if (seconds < EARLIEST || seconds > LATEST) return Buffer.alloc(0);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(EXTENDED_TIMESTAMP, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(HAS_MODIFIED, 4);
  field.writeInt32LE(seconds, 5);
  return field;
}
