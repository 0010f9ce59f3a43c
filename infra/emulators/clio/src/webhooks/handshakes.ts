import type { EmulatorOptions } from '../options.js';
import type { Webhook } from '../state/records.js';
import { backoffMs, isProcessed, postOut } from './post-out.js';

/**
 * The handshake: a POST with the secret in `X-Hook-Secret`, at once after creation and after each change
 * of address. An endpoint confirms by a 200 with the same header, or later by the activate call. The
 * emulator repeats a handshake that could not be delivered, with the backoff of deliveries.
 */
export class Handshakes {
  readonly #options: EmulatorOptions;
  readonly #confirm: (webhookId: number, secret: string) => void;
  readonly #waiting = new Map<number, NodeJS.Timeout>();
  readonly #closing = new AbortController();
  /** The secret each webhook is being asked to echo. */
  readonly #asked = new Map<number, string>();
  #running = 0;

  constructor(options: EmulatorOptions, confirm: (webhookId: number, secret: string) => void) {
    this.#options = options;
    this.#confirm = confirm;
  }

  /** Handshakes that are on their way or will be repeated. */
  get open(): number {
    return this.#waiting.size + this.#running;
  }

  begin(webhook: Webhook): void {
    this.cancel(webhook.id);
    this.#asked.set(webhook.id, webhook.sharedSecret);
    this.#later(webhook, webhook.sharedSecret, 1, 0);
  }

  cancel(webhookId: number): void {
    clearTimeout(this.#waiting.get(webhookId));
    this.#waiting.delete(webhookId);
    this.#asked.delete(webhookId);
  }

  close(): void {
    this.#closing.abort();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #later(webhook: Webhook, secret: string, attempt: number, waitMs: number): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(webhook.id);
      void this.#shake(webhook, secret, attempt);
    }, waitMs);
    this.#waiting.set(webhook.id, timer);
  }

  async #shake(webhook: Webhook, secret: string, attempt: number): Promise<void> {
    this.#running += 1;
    const outcome = await postOut({
      url: webhook.url,
      body: JSON.stringify({ data: { webhook_id: webhook.id } }),
      headers: { 'X-Hook-Secret': secret },
      timeoutMs: this.#options.webhookTimeoutMs,
      closing: this.#closing.signal,
    });
    this.#running -= 1;
    if (this.#closing.signal.aborted || this.#asked.get(webhook.id) !== secret) return;
    if (outcome.status === 200 && outcome.headers?.get('x-hook-secret') === secret) {
      this.#confirm(webhook.id, secret);
    } else if (!isProcessed(outcome.status) && attempt < this.#options.webhookAttempts) {
      this.#later(webhook, secret, attempt + 1, backoffMs(this.#options.webhookFirstRetryMs, attempt));
    }
  }
}
