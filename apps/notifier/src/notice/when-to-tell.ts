import { isNoticeKind, NOTICE_KINDS, type NoticeUrgency, type Policy } from '@counterpart/contracts';
import { dayBeside, minutesOf, momentOf, wallTimeOf } from './zoned-time.js';

export type NoticeSettings = Policy['notices'];

/** What was told of a kind of late. */
export interface Recent {
  /** Notices of the kind that were sent within `foldMinutes`; counted no further than to the limit. */
  readonly sent: number;
  /** Until when its newest deferred notice waits; null where none does. */
  readonly waitsUntil: string | null;
}

/** When a notice is sent. */
export type Turn =
  | { readonly kind: 'now' }
  | { readonly kind: 'later'; readonly until: string; readonly because: 'quiet-hours' | 'many-of-a-kind' };

/** Urgent notices and records are folded later than ordinary ones. */
const PATIENCE: Readonly<Record<NoticeUrgency, number>> = { ordinary: 1, urgent: 10, record: 10 };

export const urgencyOf = (kind: string): NoticeUrgency =>
  isNoticeKind(kind) ? NOTICE_KINDS[kind].urgency : 'ordinary';

/** Notices of a kind within `foldMinutes` after which further ones are folded. */
export const foldLimit = (kind: string, { foldAfter }: NoticeSettings): number =>
  foldAfter * PATIENCE[urgencyOf(kind)];

/**
 * When a notice is sent: at once, unless its kind came too often of late or the firm has its quiet hours. What waits
 * together is told together.
 */
export function whenToTell(kind: string, recent: Recent, settings: NoticeSettings, now: Date): Turn {
  const quiet = urgencyOf(kind) === 'urgent' ? null : quietUntil(settings, now);
  if (quiet !== null) return { kind: 'later', until: quiet.toISOString(), because: 'quiet-hours' };
  const isWaiting = recent.waitsUntil !== null && recent.waitsUntil > now.toISOString();
  if (isWaiting) return { kind: 'later', until: recent.waitsUntil, because: 'many-of-a-kind' };
  if (recent.sent < foldLimit(kind, settings)) return { kind: 'now' };
  const until = new Date(now.getTime() + settings.foldMinutes * 60_000);
  return { kind: 'later', until: until.toISOString(), because: 'many-of-a-kind' };
}

/** When the quiet hours end that a moment lies in; null where it lies in none. */
export function quietUntil({ quietHours, timeZone }: NoticeSettings, now: Date): Date | null {
  if (quietHours === null) return null;
  const [from = 0, to = 0] = quietHours.split('-').map(minutesOf);
  const { day, minutes } = wallTimeOf(now, timeZone);
  const overnight = from > to;
  const isQuiet = overnight ? minutes >= from || minutes < to : minutes >= from && minutes < to;
  if (!isQuiet) return null;
  const endsTomorrow = overnight && minutes >= from;
  return momentOf({ day: endsTomorrow ? dayBeside(day, 1) : day, minutes: to }, timeZone);
}

/** A summary that is due. */
export interface SummaryDue {
  /** Day in the firm’s time zone. */
  readonly day: string;
  readonly from: Date;
  readonly until: Date;
}

/** The newest summary that is due by now, sent or not; null where the firm wants none. */
export function summaryDue({ summaryAt, timeZone }: NoticeSettings, now: Date): SummaryDue | null {
  if (summaryAt === null) return null;
  const minutes = minutesOf(summaryAt);
  const today = wallTimeOf(now, timeZone).day;
  const day = momentOf({ day: today, minutes }, timeZone) <= now ? today : dayBeside(today, -1);
  const from = momentOf({ day: dayBeside(day, -1), minutes }, timeZone);
  return { day, from, until: momentOf({ day, minutes }, timeZone) };
}
