import { one, type Shape } from '../fields.js';
import type { DocumentArchive, Webhook } from '../state/records.js';
import { toTimestamp } from '../timestamps.js';
import { entryValues, ID_AND_ETAG, type ShapeSources } from './shape-set.js';

export function archiveShape(): Shape<DocumentArchive> {
  return {
    name: 'DocumentArchive',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<DocumentArchive>(),
      size: (archive) => archive.size,
      progress: (archive) => archive.progress,
      state: (archive) => archive.state,
      message: (archive) => archive.message,
    },
    relations: {},
  };
}

export function webhookShape({ book, shapes }: ShapeSources): Shape<Webhook> {
  return {
    name: 'Webhook',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<Webhook>(),
      url: (webhook) => webhook.url,
      fields: (webhook) => webhook.fields,
      shared_secret: (webhook) => webhook.sharedSecret,
      model: (webhook) => webhook.model,
      status: (webhook) => webhook.status,
      events: (webhook) => webhook.events,
      expires_at: (webhook) => toTimestamp(webhook.expiresAt),
    },
    relations: {
      user: one(
        () => shapes().user,
        (webhook) => book.users.get(webhook.userId),
      ),
    },
  };
}
