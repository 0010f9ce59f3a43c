import { parseFields, show, type Selection, type Shape } from '../fields.js';
import type { JsonObject } from '../json.js';
import type { Shapes } from '../shapes/shape-set.js';
import type { Change, ChangedRecord } from '../state/firm-book.js';
import type { Webhook, WebhookModel } from '../state/records.js';

/**
 * Decides what a webhook says of a change. For `updated` its fields are also a watch-list: it speaks only
 * when one of them has changed, except about a record it never spoke of before (vendor's webhook page).
 */
export class Watchlist {
  readonly #shapes: Shapes;
  /** What each webhook last saw of each record: webhook id → record id → watched values as text. */
  readonly #seen = new Map<number, Map<number, string>>();

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  /** The shape whose fields a webhook on this model may name; null when the emulator has no such records. */
  shapeOf(model: WebhookModel): Shape<never> | null {
    switch (model) {
      case 'document':
        return this.#shapes.document;
      case 'folder':
        return this.#shapes.folder;
      case 'matter':
        return this.#shapes.matter;
      case 'contact':
        return this.#shapes.contact;
      default:
        return null;
    }
  }

  /** The payload to deliver, or null when the webhook does not listen or nothing it watches has changed. */
  payloadFor(webhook: Webhook, change: Change): JsonObject | null {
    const watched = this.#project(change, webhook.fields);
    const now = JSON.stringify(watched);
    const seen = this.#seenBy(webhook.id);
    const before = seen.get(change.record.id);
    const listens = webhook.events.includes(change.event);
    if (listens || before !== undefined) seen.set(change.record.id, now);
    if (!listens) return null;
    if (change.event === 'updated' && before === now) return null;
    return { ...this.#project(change, 'id,etag'), ...watched };
  }

  #project(change: ChangedRecord, fields: string): JsonObject {
    switch (change.model) {
      case 'document':
        return projected(this.#shapes.document, change.record, fields);
      case 'folder':
        return projected(this.#shapes.folder, change.record, fields);
      case 'matter':
        return projected(this.#shapes.matter, change.record, fields);
      case 'contact':
        return projected(this.#shapes.contact, change.record, fields);
    }
  }

  #seenBy(webhookId: number): Map<number, string> {
    const known = this.#seen.get(webhookId);
    if (known !== undefined) return known;
    const fresh = new Map<number, string>();
    this.#seen.set(webhookId, fresh);
    return fresh;
  }
}

function projected<T>(shape: Shape<T>, record: T, fields: string): JsonObject {
  const selection: Selection = parseFields(fields, shape);
  return show(shape, record, selection);
}
