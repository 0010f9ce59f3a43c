import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { quietUntil, summaryDue, whenToTell, type NoticeSettings } from './when-to-tell.js';
import { momentOf, wallTimeOf } from './zoned-time.js';

const settings = (own: Partial<NoticeSettings> = {}): NoticeSettings => ({
  ...DEFAULT_POLICY.notices,
  ...own,
});
const NONE = { sent: 0, waitsUntil: null };
const NIGHT = settings({ quietHours: '20:00-07:00', timeZone: 'America/New_York' });
const ZONES = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

describe('a notice', () => {
  it('is sent at once by day', () => {
    expect(whenToTell('drift', NONE, NIGHT, new Date('2026-11-24T15:00:00Z'))).toEqual({ kind: 'now' });
  });

  it('waits by night until the quiet hours end, by the firm’s own clock', () => {
    // 22:30 in New York.
    const turn = whenToTell('drift', NONE, NIGHT, new Date('2026-11-25T03:30:00Z'));
    expect(turn).toEqual({ kind: 'later', until: '2026-11-25T12:00:00.000Z', because: 'quiet-hours' });
  });

  it.each(['privileged-locked-away', 'connection-refused'])(
    'goes at once by night where it is %s',
    (kind) => {
      expect(whenToTell(kind, NONE, NIGHT, new Date('2026-11-25T03:30:00Z'))).toEqual({ kind: 'now' });
    },
  );

  it('is folded where too many of its kind were sent of late', () => {
    const now = new Date('2026-11-24T15:00:00Z');
    expect(whenToTell('drift', { sent: 9, waitsUntil: null }, settings(), now)).toEqual({ kind: 'now' });
    expect(whenToTell('drift', { sent: 10, waitsUntil: null }, settings(), now)).toEqual({
      kind: 'later',
      until: '2026-11-24T15:15:00.000Z',
      because: 'many-of-a-kind',
    });
    expect(whenToTell('matter-archived', { sent: 99, waitsUntil: null }, settings(), now).kind).toBe('now');
    expect(whenToTell('matter-archived', { sent: 100, waitsUntil: null }, settings(), now).kind).toBe(
      'later',
    );
  });

  it('joins those of its kind that wait', () => {
    const waitsUntil = '2026-11-24T15:10:00.000Z';
    const turn = whenToTell('drift', { sent: 0, waitsUntil }, settings(), new Date('2026-11-24T15:00:00Z'));
    expect(turn).toEqual({ kind: 'later', until: waitsUntil, because: 'many-of-a-kind' });
  });
});

it('quiet hours always end later, within a day and an hour, and outside of themselves', () => {
  const times = fc.integer({ min: 0, max: 1439 }).map((minutes) => {
    const two = (part: number) => String(part).padStart(2, '0');
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  });
  const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(times, times, fc.constantFrom(...ZONES), moments, (from, to, timeZone, now) => {
      fc.pre(from !== to);
      const until = quietUntil(settings({ quietHours: `${from}-${to}`, timeZone }), now);
      if (until === null) return;
      expect(until.getTime()).toBeGreaterThan(now.getTime());
      expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
    }),
  );
});

it('a moment is found again by what the clock shows, or by the hour that a clock leaps over', () => {
  const days = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 1439 }), fc.constantFrom(...ZONES), (date, minutes, zone) => {
      const wall = { day: date.toISOString().slice(0, 10), minutes };
      const shown = wallTimeOf(momentOf(wall, zone), zone);
      expect(shown.day).toBe(wall.day);
      expect([0, 30, 60]).toContain(shown.minutes - minutes);
    }),
  );
});

describe('a summary', () => {
  const berlin = settings({ summaryAt: '08:00', timeZone: 'Europe/Berlin' });

  it('is due of the last 24 hours at the firm’s hour', () => {
    expect(summaryDue(berlin, new Date('2026-11-24T07:00:00Z'))).toEqual({
      day: '2026-11-24',
      from: new Date('2026-11-23T07:00:00Z'),
      until: new Date('2026-11-24T07:00:00Z'),
    });
    expect(summaryDue(berlin, new Date('2026-11-24T06:59:00Z'))?.day).toBe('2026-11-23');
  });

  it('is of 23 hours where clocks go forward', () => {
    const due = summaryDue(berlin, new Date('2026-03-29T12:00:00Z'))!;
    expect(due.until.getTime() - due.from.getTime()).toBe(23 * 3_600_000);
  });

  it('is never due where the firm wants none', () => {
    expect(summaryDue(settings({ summaryAt: null }), new Date())).toBeNull();
  });
});
