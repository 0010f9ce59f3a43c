import { describe, expect, it } from 'vitest';
import { holdBack, MOST_CARRIED, type CarriedRecord, type HeldRecord } from './held-back.js';

const NOW = '2026-05-08T12:00:00.000Z';
const ASKED = '2026-05-08T09:45:00.000Z';
const LONG_AGO = '2026-05-01T00:00:00.000Z';
const at = (time: string): string => `2026-05-08T${time}:00.000Z`;
const hidden = (id: string | null, changedAt: string | null): HeldRecord => ({
  list: 'documents',
  id,
  changedAt,
  why: 'hidden',
});
const decide = (held: readonly HeldRecord[], before: readonly CarriedRecord[] = []) =>
  holdBack({ held, before, since: () => ASKED, startedAt: NOW });

describe('what a sweep could not tell', () => {
  it('is carried by its id, however long it is hidden, and holds up the claim', () => {
    const before = [{ list: 'documents', id: '5', since: LONG_AGO, why: 'hidden' }] as const;
    expect(decide([hidden('5', at('11:00'))], before)).toEqual({
      carried: before,
      left: [],
      toldUpTo: LONG_AGO,
    });
  });

  it('holds up the claim from when on was asked, where its time is hidden', () => {
    const { carried, left, toldUpTo } = decide([hidden('5', null)]);
    expect([carried, left, toldUpTo]).toEqual([
      [{ list: 'documents', id: '5', since: ASKED, why: 'hidden' }],
      [],
      ASKED,
    ]);
  });

  it('is carried no more once it was told', () => {
    const before = [{ list: 'documents', id: '5', since: LONG_AGO, why: 'hidden' }] as const;
    expect(decide([], before)).toEqual({ carried: [], left: [], toldUpTo: NOW });
  });

  it('keeps the lists where they are if its id is hidden, or if it is a client', () => {
    const held = [hidden(null, at('11:00')), { ...hidden('6', at('11:10')), list: 'contacts' as const }];
    expect(decide(held)).toEqual({ carried: [], left: held, toldUpTo: at('11:00') });
  });

  it('keeps the lists where they are if there is too much of it; the oldest are carried', () => {
    const many = Array.from({ length: MOST_CARRIED }, (_, id) => hidden(String(id), LONG_AGO));
    const { carried, left, toldUpTo } = decide([hidden('newest', at('11:00')), ...many]);
    expect(carried).toHaveLength(MOST_CARRIED);
    expect(left).toEqual([hidden('newest', at('11:00'))]);
    expect(toldUpTo).toBe(LONG_AGO);
  });

  it('holds up the claim for three days, where it is an upload; it is asked for all the same', () => {
    const upload = { ...hidden('5', at('11:00')), why: 'uploading' as const };
    expect(decide([upload]).toldUpTo).toBe(at('11:00'));
    const { carried, toldUpTo } = decide([{ ...upload, changedAt: LONG_AGO }]);
    expect(carried).toHaveLength(1);
    expect(toldUpTo).toBe(NOW);
  });

  it('that is told of twice is carried once', () => {
    expect(decide([hidden('5', at('11:00')), hidden('5', at('10:00'))]).carried).toEqual([
      { list: 'documents', id: '5', since: at('10:00'), why: 'hidden' },
    ]);
  });
});
