import { createHash } from 'node:crypto';
import { encodeEvent, EventId, firmStream } from '@counterpart/contracts';
import { readHint, type Hint } from '../detection/hint.js';
import type { DeliveryLimit } from './delivery-limit.js';
import type { DeliveryTopic, Hook, Hooks, Outcome } from './receive-delivery.ports.js';
import { RecentDigests } from './recent-digests.js';
import { isSigned } from './signature.js';

/** One HTTP request to a hook’s address. */
export interface HookRequest {
  readonly token: string;
  readonly body: Buffer;
  readonly signature: string | undefined;
  /** `X-Hook-Secret`: Clio’s handshake. */
  readonly handshake: string | undefined;
}

/** The answer: its status, and the secret to echo. */
export interface HookAnswer {
  readonly status: 200 | 400 | 401 | 403 | 404 | 429 | 503;
  readonly outcome: Outcome;
  readonly echo?: string;
  /** Whole seconds after which the delivery would be taken. */
  readonly retryAfter?: number;
}

/** What the receiver needs besides its ports. */
export interface ReceiverClock {
  readonly now: () => Date;
  /** UUIDv7: a delivery enters from outside and has no cause. */
  readonly newEventId: () => string;
}

const refuse = (status: HookAnswer['status'], outcome: Outcome): HookAnswer => ({ status, outcome });

/**
 * Takes webhook deliveries. 2xx only after the record is on all in-sync replicas. Never 3xx, which Clio counts
 * as delivered, and never 410, which kills the hook (webhooks guide, “Responding”).
 */
export class ReceiveDelivery {
  private readonly recent = new RecentDigests();

  constructor(
    private readonly hooks: Hooks,
    private readonly topic: DeliveryTopic,
    private readonly clock: ReceiverClock,
    private readonly limit: DeliveryLimit,
  ) {}

  async handle(request: HookRequest): Promise<HookAnswer> {
    const hook = await this.hooks.byToken(request.token);
    if (hook === undefined) return refuse(404, 'unknown-hook');
    if (request.handshake !== undefined && request.signature === undefined) {
      return this.shakeHands(hook, request.handshake);
    }
    if (request.signature === undefined) return refuse(401, 'unsigned');
    if (!isSigned(request.body, request.signature, hook.secrets)) return refuse(401, 'forged');
    const hint = readHint(request.body);
    if (hint === undefined) return refuse(400, 'malformed');
    return this.accept(hook, request.body, hint);
  }

  private async shakeHands(hook: Hook, secret: string): Promise<HookAnswer> {
    // An empty key would make everybody’s signatures fit.
    const kept = secret !== '' && (await this.hooks.keepSecret(hook, secret));
    return kept ? { status: 200, outcome: 'handshake', echo: secret } : refuse(403, 'refused-handshake');
  }

  private async accept(hook: Hook, body: Buffer, hint: Hint): Promise<HookAnswer> {
    const digest = createHash('sha256').update(hook.token).update(body).digest('hex');
    if (this.recent.has(digest)) return { status: 200, outcome: 'repeated' };
    const waitMs = this.limit.take(hook.token, this.clock.now());
    if (waitMs > 0) return { ...refuse(429, 'limited'), retryAfter: Math.ceil(waitMs / 1000) };
    const eventId = this.clock.newEventId();
    try {
      await this.topic.put({
        key: hook.firm,
        value: this.encode(hook, hint, { body, digest, eventId }),
        eventId,
      });
    } catch {
      // Clio repeats what is not answered with 2xx; the cause is logged and counted where the topic is written.
      return refuse(503, 'unavailable');
    }
    this.recent.add(digest);
    return { status: 200, outcome: 'accepted' };
  }

  private encode(hook: Hook, hint: Hint, raw: { body: Buffer; digest: string; eventId: string }): Buffer {
    const receivedAt = this.clock.now().toISOString();
    return encodeEvent({
      specversion: '1.0',
      id: EventId.parse(raw.eventId),
      source: '/counterpart/ingest',
      subject: firmStream(hook.firm),
      time: receivedAt,
      datacontenttype: 'application/json',
      firm: hook.firm,
      sequence: '0',
      causationid: raw.eventId,
      correlationid: raw.eventId,
      actor: 'clio:webhook',
      name: 'DeliveryReceived',
      data: {
        ...hint,
        model: hook.model,
        digest: raw.digest,
        body: raw.body.toString('base64'),
        receivedAt,
      },
    });
  }
}
