import { describe, expect, it } from 'vitest';
import { readHint } from './hint.js';

const body = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('readHint', () => {
  it('reads which record changed', () => {
    const delivery = {
      data: { id: 1675950832, etag: '"a"', matter: { id: 7 } },
      meta: { event: 'updated', webhook_id: 12 },
    };
    expect(readHint(body(delivery))).toEqual({
      webhook: '12',
      event: 'updated',
      object: '1675950832',
      matter: '7',
      etag: '"a"',
    });
  });

  it('makes half a surrogate pair whole: no event could hold it', () => {
    const delivery = { data: { id: 1, etag: '\ud83d' }, meta: { event: 'updated', webhook_id: 1 } };
    expect(readHint(body(delivery))?.etag).toBe('\ufffd');
  });

  it('refuses an id that JSON would round', () => {
    expect(
      readHint(Buffer.from('{"data":{"id":9007199254740993},"meta":{"event":"updated","webhook_id":1}}')),
    ).toBeUndefined();
  });

  it.each([
    ['no JSON', Buffer.from('{')],
    ['no object', body([])],
    ['no id', body({ data: {}, meta: { event: 'updated', webhook_id: 1 } })],
    ['a negative id', body({ data: { id: -1 }, meta: { event: 'updated', webhook_id: 1 } })],
    ['no event', body({ data: { id: 1 }, meta: { webhook_id: 1 } })],
    ['an endless event', body({ data: { id: 1 }, meta: { event: 'x'.repeat(65), webhook_id: 1 } })],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_, bytes) => {
    expect(readHint(bytes)).toBeUndefined();
  });
});
