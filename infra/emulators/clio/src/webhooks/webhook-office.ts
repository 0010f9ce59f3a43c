import { invalidArgument } from '../api-error.js';
import { parseFields, type Shape } from '../fields.js';
import type { EmulatorOptions } from '../options.js';
import type { Shapes } from '../shapes/shape-set.js';
import type { Change, FirmBook } from '../state/firm-book.js';
import type { Webhook, WebhookEvent, WebhookModel } from '../state/records.js';
import { DeliveryDesk } from './delivery-desk.js';
import { Handshakes } from './handshakes.js';
import { Watchlist } from './watchlist.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Life of a webhook when none is given, and the longest one can ask for (vendor's webhook page). */
const DEFAULT_LIFE_MS = 3 * DAY_MS;
const MAX_LIFE_MS = 31 * DAY_MS;
/** The vendor's hard limit on the `fields` of a webhook. */
const MAX_FIELDS_LENGTH = 1000;

/** What a client sets on a webhook. */
export interface WebhookWish {
  readonly url?: string | undefined;
  readonly model?: WebhookModel | undefined;
  readonly fields?: string | undefined;
  readonly events?: readonly WebhookEvent[] | undefined;
  readonly expiresAt?: number | undefined;
}

/** Keeps the webhooks: subscription, handshake, and what each change of a record means for them. */
export class WebhookOffice {
  readonly deliveries: DeliveryDesk;
  readonly handshakes: Handshakes;
  /** While it is set, no change of a record is told: deliveries are lost, not late. */
  blackout = false;
  readonly #watchlist: Watchlist;
  readonly #book: FirmBook;
  readonly #options: EmulatorOptions;

  constructor(book: FirmBook, shapes: Shapes, options: EmulatorOptions) {
    this.#book = book;
    this.#options = options;
    this.#watchlist = new Watchlist(shapes);
    this.deliveries = new DeliveryDesk(options, book.random, (webhookId) => this.suspend(webhookId));
    this.handshakes = new Handshakes(options, (webhookId, secret) => this.#confirm(webhookId, secret));
    book.onChange((change) => this.#hear(change));
  }

  /** Subscribes and starts the handshake; the webhook is pending until that is done. */
  subscribe(
    wish: WebhookWish & { url: string; model: WebhookModel; fields: string },
    userId: number,
  ): Webhook {
    this.#check(wish, wish.model);
    const now = this.#book.clock.now();
    const webhook = this.#book.webhooks.add({
      ...this.#book.webhooks.stamp(),
      url: wish.url,
      model: wish.model,
      fields: wish.fields,
      events: [...(wish.events ?? ['created', 'updated', 'deleted'])],
      status: 'pending',
      sharedSecret: this.#book.random.hex(32),
      expiresAt: wish.expiresAt ?? now + DEFAULT_LIFE_MS,
      userId,
    });
    this.handshakes.begin(webhook);
    return webhook;
  }

  /** Changes a webhook. A new address means a new secret and a new handshake. */
  change(webhook: Webhook, wish: WebhookWish): void {
    const model = wish.model ?? webhook.model;
    this.#check(wish, model);
    if (wish.fields === undefined && wish.model !== undefined)
      parseFields(webhook.fields, this.#shapeOf(model));
    const moved = wish.url !== undefined && wish.url !== webhook.url;
    webhook.url = wish.url ?? webhook.url;
    webhook.model = model;
    webhook.fields = wish.fields ?? webhook.fields;
    webhook.events = [...(wish.events ?? webhook.events)];
    webhook.expiresAt = wish.expiresAt ?? webhook.expiresAt;
    this.#book.webhooks.touch(webhook);
    if (!moved) return;
    webhook.status = 'pending';
    webhook.sharedSecret = this.#book.random.hex(32);
    this.deliveries.drop(webhook.id);
    this.handshakes.begin(webhook);
  }

  /** Ends the subscription; what was still to be delivered is dropped. */
  remove(webhook: Webhook): void {
    webhook.status = 'suspended';
    this.#book.webhooks.remove(webhook.id);
    this.handshakes.cancel(webhook.id);
    this.deliveries.drop(webhook.id);
  }

  /** The delayed way of confirming: the secret comes back in a call. Throws 422 on a wrong one. */
  activate(webhook: Webhook, secret: string | undefined): void {
    if (secret !== webhook.sharedSecret) throw invalidArgument('X-Hook-Secret does not match');
    this.handshakes.cancel(webhook.id);
    this.#confirm(webhook.id, secret);
  }

  /** What Clio does after deliveries failed for long, or were answered slowly. */
  suspend(webhookId: number): void {
    const webhook = this.#book.webhooks.get(webhookId);
    if (webhook === undefined) return;
    webhook.status = 'suspended';
    this.#book.webhooks.touch(webhook);
  }

  close(): void {
    this.handshakes.close();
    this.deliveries.close();
  }

  #check(wish: WebhookWish, model: WebhookModel): void {
    if (wish.url !== undefined) this.#checkUrl(wish.url);
    if (wish.fields !== undefined) this.#checkFields(wish.fields, model);
    if (wish.expiresAt !== undefined) this.#checkExpiry(wish.expiresAt);
    const foreign = wish.events?.find((event) => event.startsWith('matter_') && model !== 'matter');
    if (foreign !== undefined) throw invalidArgument(`'${foreign}' is not a valid event of ${model}`);
  }

  #checkUrl(text: string): void {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url?.protocol === 'https:') return;
    const loopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    if (url?.protocol === 'http:' && loopback && this.#options.allowHttpWebhooks) return;
    throw invalidArgument(`'${text}' is not a valid url (https is required)`);
  }

  #checkFields(fields: string, model: WebhookModel): void {
    if (fields.length > MAX_FIELDS_LENGTH)
      throw invalidArgument(`fields has more than ${MAX_FIELDS_LENGTH} characters`);
    parseFields(fields, this.#shapeOf(model));
  }

  #checkExpiry(expiresAt: number): void {
    const now = this.#book.clock.now();
    if (expiresAt <= now) throw invalidArgument('expires_at lies in the past');
    if (expiresAt > now + MAX_LIFE_MS) throw invalidArgument('expires_at lies more than 31 days ahead');
  }

  #shapeOf(model: WebhookModel): Shape<never> {
    const shape = this.#watchlist.shapeOf(model);
    if (shape === null) throw invalidArgument(`the emulator has no records of the model '${model}'`);
    return shape;
  }

  #confirm(webhookId: number, secret: string): void {
    const webhook = this.#book.webhooks.get(webhookId);
    if (webhook === undefined || webhook.sharedSecret !== secret) return;
    webhook.status = 'enabled';
    this.#book.webhooks.touch(webhook);
  }

  #hear(change: Change): void {
    for (const webhook of this.#book.webhooks.all()) {
      const live = webhook.status === 'enabled' && webhook.expiresAt > this.#book.clock.now();
      if (!live || webhook.model !== change.model) continue;
      const data = this.#watchlist.payloadFor(webhook, change);
      if (data === null) continue;
      if (this.blackout) {
        this.deliveries.lose();
        continue;
      }
      const body = JSON.stringify({ data, meta: { event: change.event, webhook_id: webhook.id } });
      this.deliveries.enqueue(webhook, { event: change.event, recordId: change.record.id, body });
    }
  }
}
