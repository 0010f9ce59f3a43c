import { createHmac } from 'node:crypto';

import type { EmulatorOptions } from '../options.js';
import type { Random } from '../random.js';
import type { Webhook, WebhookEvent } from '../state/records.js';
import { backoffMs, isProcessed, postOut } from './post-out.js';

/** Deliveries that may be on their way at the same time. */
const MAX_IN_FLIGHT = 16;
/** A delivery that is held back to be overtaken waits no longer than this. */
const MAX_HOLD_MS = 250;
/** How many finished deliveries are remembered for the admin route. */
const REMEMBERED = 200;

/** What is to be delivered. */
export interface Parcel {
  readonly event: WebhookEvent;
  readonly recordId: number;
  /** The exact bytes, signed as they are. */
  readonly body: string;
}

/** One delivery and how it fares. */
export interface Delivery extends Parcel {
  readonly id: number;
  readonly webhook: Webhook;
  readonly duplicate: boolean;
  attempts: number;
  lastStatus: number | null;
  lastProblem: string | null;
}

/** How deliveries stand. `queued` are those not yet delivered: waiting, held, on their way or to be retried. */
export interface DeliveryCounts {
  readonly queued: number;
  readonly delivered: number;
  readonly failedAttempts: number;
  readonly dropped: number;
  /** Deliveries that were made once more. */
  readonly repeated: number;
  /** Deliveries that a later one went out before. */
  readonly overtaken: number;
}

/**
 * Delivers in the order of events, but without waiting for answers: at most one delivery per record is on
 * its way at a time, retries come whenever their time is up. Duplicates and reordering are drawn by the seed.
 */
export class DeliveryDesk {
  readonly #options: EmulatorOptions;
  readonly #random: Random;
  readonly #suspend: (webhookId: number) => void;
  #ready: Delivery[] = [];
  readonly #waiting = new Map<Delivery, NodeJS.Timeout>();
  readonly #inFlight = new Set<Delivery>();
  readonly #busyRecords = new Set<string>();
  readonly #finished: Delivery[] = [];
  #held: Delivery | null = null;
  #nextId = 1;
  #counts = { delivered: 0, failedAttempts: 0, dropped: 0, repeated: 0, overtaken: 0 };
  readonly #closing = new AbortController();

  constructor(options: EmulatorOptions, random: Random, suspend: (webhookId: number) => void) {
    this.#options = options;
    this.#random = random;
    this.#suspend = suspend;
  }

  counts(): DeliveryCounts {
    const held = this.#held === null ? 0 : 1;
    const waiting = [...this.#waiting.keys()].filter((delivery) => delivery !== this.#held).length;
    return { queued: this.#ready.length + waiting + this.#inFlight.size + held, ...this.#counts };
  }

  /** The last finished deliveries, oldest first, then those still open. */
  recent(): { finished: readonly Delivery[]; open: readonly Delivery[] } {
    return { finished: this.#finished, open: [...this.#inFlight, ...this.#waiting.keys(), ...this.#ready] };
  }

  enqueue(webhook: Webhook, parcel: Parcel): void {
    const delivery = this.#delivery(webhook, parcel, false);
    const overtaken = this.#held;
    if (overtaken === null && this.#random.chance(this.#options.webhookReorder)) {
      this.#hold(delivery);
      return;
    }
    this.#ready.push(delivery);
    if (overtaken !== null) {
      this.#counts.overtaken += 1;
      this.#release(overtaken);
    }
    this.#pump();
  }

  /** Counts a delivery that was never made. */
  lose(): void {
    this.#counts.dropped += 1;
  }

  /** Forgets everything that was still to go to a webhook. */
  drop(webhookId: number): void {
    const gone = (delivery: Delivery): boolean => delivery.webhook.id === webhookId;
    for (const delivery of [...this.#waiting.keys()].filter(gone)) {
      clearTimeout(this.#waiting.get(delivery));
      this.#waiting.delete(delivery);
      if (this.#held === delivery) this.#held = null;
      this.#counts.dropped += 1;
    }
    const kept = this.#ready.filter((delivery) => !gone(delivery));
    this.#counts.dropped += this.#ready.length - kept.length;
    this.#ready = kept;
  }

  close(): void {
    this.#closing.abort();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#ready = [];
  }

  #delivery(webhook: Webhook, parcel: Parcel, duplicate: boolean): Delivery {
    const id = this.#nextId;
    this.#nextId += 1;
    return { ...parcel, id, webhook, duplicate, attempts: 0, lastStatus: null, lastProblem: null };
  }

  #hold(delivery: Delivery): void {
    this.#held = delivery;
    this.#waiting.set(
      delivery,
      setTimeout(() => this.#release(delivery), MAX_HOLD_MS),
    );
  }

  #release(delivery: Delivery): void {
    clearTimeout(this.#waiting.get(delivery));
    if (!this.#waiting.delete(delivery)) return;
    if (this.#held === delivery) this.#held = null;
    this.#ready.push(delivery);
    this.#pump();
  }

  #pump(): void {
    while (!this.#closing.signal.aborted && this.#inFlight.size < MAX_IN_FLIGHT) {
      const index = this.#ready.findIndex((delivery) => !this.#busyRecords.has(laneOf(delivery)));
      const [delivery] = index < 0 ? [] : this.#ready.splice(index, 1);
      if (delivery === undefined) return;
      void this.#deliver(delivery);
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    this.#inFlight.add(delivery);
    this.#busyRecords.add(laneOf(delivery));
    delivery.attempts += 1;
    const { webhook, body } = delivery;
    const signature = createHmac('sha256', webhook.sharedSecret).update(body).digest('hex');
    const outcome = await postOut({
      url: webhook.url,
      body,
      headers: { 'X-Hook-Signature': signature },
      timeoutMs: this.#options.webhookTimeoutMs,
      closing: this.#closing.signal,
    });
    delivery.lastStatus = outcome.status;
    delivery.lastProblem = outcome.problem;
    this.#inFlight.delete(delivery);
    this.#busyRecords.delete(laneOf(delivery));
    if (this.#closing.signal.aborted) return;
    this.#settle(delivery);
    this.#pump();
  }

  #settle(delivery: Delivery): void {
    if (delivery.lastStatus === 410) this.#end(delivery.webhook);
    if (isProcessed(delivery.lastStatus)) {
      this.#counts.delivered += 1;
      if (delivery.duplicate) this.#counts.repeated += 1;
      this.#remember(delivery);
      this.#maybeRepeat(delivery);
      return;
    }
    this.#counts.failedAttempts += 1;
    if (delivery.webhook.status !== 'enabled') this.#giveUp(delivery);
    else if (delivery.attempts < this.#options.webhookAttempts) this.#retryLater(delivery);
    else {
      this.#giveUp(delivery);
      this.#end(delivery.webhook);
    }
  }

  /** No more deliveries to this webhook until it is confirmed anew. */
  #end(webhook: Webhook): void {
    this.#suspend(webhook.id);
    this.drop(webhook.id);
  }

  #giveUp(delivery: Delivery): void {
    this.#counts.dropped += 1;
    this.#remember(delivery);
  }

  #retryLater(delivery: Delivery): void {
    const wait = backoffMs(this.#options.webhookFirstRetryMs, delivery.attempts);
    this.#waiting.set(
      delivery,
      setTimeout(() => this.#release(delivery), wait),
    );
  }

  #maybeRepeat(delivery: Delivery): void {
    if (delivery.duplicate || delivery.webhook.status !== 'enabled') return;
    if (!this.#random.chance(this.#options.webhookDuplicates)) return;
    this.#ready.push(this.#delivery(delivery.webhook, delivery, true));
  }

  #remember(delivery: Delivery): void {
    this.#finished.push(delivery);
    if (this.#finished.length > REMEMBERED) this.#finished.shift();
  }
}

function laneOf(delivery: Delivery): string {
  return `${delivery.webhook.id}/${delivery.recordId}`;
}
