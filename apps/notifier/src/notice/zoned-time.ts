/** What a clock on the wall shows. */
export interface WallTime {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** Minutes since midnight. */
  readonly minutes: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60;

/** What a clock shows at a moment in a time zone (IANA name). */
export function wallTimeOf(moment: Date, timeZone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return { day, minutes: Number(part('hour')) * 60 + Number(part('minute')) };
}

/**
 * The moment at which a clock shows a time. Where it shows it twice (clocks go back), the first; where it never does (clocks
 * go forward), as much later as they leap.
 */
export function momentOf({ day, minutes }: WallTime, timeZone: string): Date {
  const asUtc = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE;
  const guesses = [-DAY, DAY]
    .map((shift) => asUtc - offsetAt(new Date(asUtc + shift * MINUTE), timeZone) * MINUTE)
    .toSorted((one, other) => one - other);
  const exact = guesses.find((guess) => guess + offsetAt(new Date(guess), timeZone) * MINUTE === asUtc);
  return new Date(exact ?? Math.max(...guesses));
}

/** Minutes that the zone’s clocks are ahead of UTC. */
function offsetAt(moment: Date, timeZone: string): number {
  const { day, minutes } = wallTimeOf(moment, timeZone);
  const whole = Math.floor(moment.getTime() / MINUTE);
  return Date.parse(`${day}T00:00:00Z`) / MINUTE + minutes - whole;
}

/** `HH:MM` in minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The day before or after, by the calendar. */
export const dayBeside = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY * MINUTE).toISOString().slice(0, 10);
