import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeEvent, FirmId } from '@counterpart/contracts';
import { DeliveryLimit } from './delivery-limit.js';
import { ReceiveDelivery, type HookRequest } from './receive-delivery.handler.js';
import type { DeliveryTopic, Hook, Hooks } from './receive-delivery.ports.js';

const SECRET = 'fake-webhook-secret';
const TOKEN = 'token-of-the-document-hook';

class OneHook implements Hooks {
  secret: string | null = SECRET;

  byToken(token: string): Promise<Hook | undefined> {
    if (token !== TOKEN) return Promise.resolve(undefined);
    const secrets = this.secret === null ? [] : [Buffer.from(this.secret)];
    return Promise.resolve({ token, firm: FirmId.parse('hartwell'), model: 'document', secrets });
  }

  keepSecret(_hook: Hook, secret: string): Promise<boolean> {
    if (this.secret !== null && this.secret !== secret) return Promise.resolve(false);
    this.secret = secret;
    return Promise.resolve(true);
  }
}

class Records implements DeliveryTopic {
  readonly values: Buffer[] = [];
  failing = false;

  put({ value }: { value: Buffer }): Promise<void> {
    if (this.failing) return Promise.reject(new Error('no broker'));
    this.values.push(value);
    return Promise.resolve();
  }
}

const DELIVERY = Buffer.from('{"data":{"id":5,"etag":"\\"a\\""},"meta":{"event":"created","webhook_id":9}}');
const sign = (body: Buffer, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex');

const request = (details: Partial<HookRequest> = {}): HookRequest => ({
  token: TOKEN,
  body: DELIVERY,
  signature: sign(details.body ?? DELIVERY),
  handshake: undefined,
  ...details,
});

let hooks: OneHook;
let topic: Records;
let receiver: ReceiveDelivery;
let limit: DeliveryLimit;
let now: Date;

beforeEach(() => {
  hooks = new OneHook();
  topic = new Records();
  now = new Date('2026-05-01T10:00:00Z');
  limit = new DeliveryLimit({ perSecond: 0.5, burst: 2 });
  const clock = { now: () => now, newEventId: () => '01890a5d-ac96-774b-bcce-b302099a8057' };
  receiver = new ReceiveDelivery(hooks, topic, clock, limit);
});

describe('a signed delivery', () => {
  it('is answered 200 when its record is on the topic, with the very bytes that were signed', async () => {
    expect(await receiver.handle(request())).toEqual({ status: 200, outcome: 'accepted' });
    const event = decodeEvent(topic.values[0]!);
    expect(event).toMatchObject({
      name: 'DeliveryReceived',
      firm: 'hartwell',
      data: { object: '5', model: 'document' },
    });
    expect(event.name === 'DeliveryReceived' && Buffer.from(event.data.body, 'base64').equals(DELIVERY)).toBe(
      true,
    );
  });

  it('is answered 200 and changes nothing when it is repeated', async () => {
    await receiver.handle(request());
    expect(await receiver.handle(request())).toEqual({ status: 200, outcome: 'repeated' });
    expect(topic.values).toHaveLength(1);
  });

  it('is answered 503, and taken when it is repeated, while the topic cannot be written', async () => {
    topic.failing = true;
    expect(await receiver.handle(request())).toEqual({ status: 503, outcome: 'unavailable' });
    topic.failing = false;
    expect(await receiver.handle(request())).toEqual({ status: 200, outcome: 'accepted' });
  });
});

describe('more deliveries than a hook may make', () => {
  const numbered = (id: number): HookRequest =>
    request({ body: Buffer.from(DELIVERY.toString().replace('5', String(id))) });

  it('are answered 429 with the seconds to wait, and taken when they are repeated after those', async () => {
    const answers = await Promise.all([1, 2, 3].map((id) => receiver.handle(numbered(id))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]).toEqual({ status: 429, outcome: 'limited', retryAfter: 2 });
    expect(topic.values).toHaveLength(2);
    now = new Date(now.getTime() + 2000);
    expect(await receiver.handle(numbered(3))).toEqual({ status: 200, outcome: 'accepted' });
  });

  it('are not those that are repeated, forged, or sent to no hook: they use up nothing, and no memory', async () => {
    for (let sent = 0; sent < 10; sent += 1) {
      await receiver.handle(request({ token: `guess-${sent}` }));
      await receiver.handle(request({ signature: sign(DELIVERY, 'guess') }));
    }
    expect(limit.size).toBe(0);
    for (let sent = 0; sent < 10; sent += 1) await receiver.handle(numbered(1));
    expect(await receiver.handle(numbered(2))).toEqual({ status: 200, outcome: 'accepted' });
  });
});

describe('what is not Clio’s', () => {
  const tampered = Buffer.from(DELIVERY.toString().replace('5', '6'));

  it.each([
    ['a forged signature', request({ signature: sign(DELIVERY, 'guess') }), 401, 'forged'],
    ['a changed body', request({ body: tampered, signature: sign(DELIVERY) }), 401, 'forged'],
    ['no signature', request({ signature: undefined }), 401, 'unsigned'],
    ['an upper-case signature', request({ signature: sign(DELIVERY).toUpperCase() }), 401, 'forged'],
    ['a signature of another length', request({ signature: 'ab' }), 401, 'forged'],
    ['an unknown address', request({ token: 'guess' }), 404, 'unknown-hook'],
    ['a signed body that is no delivery', request({ body: Buffer.from('{}') }), 400, 'malformed'],
  ])('%s changes nothing', async (_, forged, status, outcome) => {
    expect(await receiver.handle(forged)).toEqual({ status, outcome });
    expect(topic.values).toHaveLength(0);
  });

  it('cannot sign with the empty key while there is no secret yet', async () => {
    hooks.secret = null;
    expect(await receiver.handle(request({ signature: sign(DELIVERY, '') }))).toMatchObject({ status: 401 });
  });
});

describe('the handshake', () => {
  it('keeps the secret before it echoes it', async () => {
    hooks.secret = null;
    const answer = await receiver.handle(
      request({ signature: undefined, handshake: 'fresh', body: Buffer.from('{}') }),
    );
    expect(answer).toEqual({ status: 200, outcome: 'handshake', echo: 'fresh' });
    expect(hooks.secret).toBe('fresh');
  });

  it('is refused when its secret is empty: everybody could sign with that', async () => {
    hooks.secret = null;
    const answer = await receiver.handle(request({ signature: undefined, handshake: '' }));
    expect(answer).toEqual({ status: 403, outcome: 'refused-handshake' });
    expect(hooks.secret).toBeNull();
  });

  it('is refused when another secret was agreed before', async () => {
    const answer = await receiver.handle(request({ signature: undefined, handshake: 'mine' }));
    expect(answer).toEqual({ status: 403, outcome: 'refused-handshake' });
    expect(hooks.secret).toBe(SECRET);
  });
});
