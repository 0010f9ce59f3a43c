import { ApiError } from '../api-error.js';
import {
  filledText,
  instant,
  list,
  object,
  oneOf,
  optional,
  readData,
  text,
  type Reader,
} from '../body/readers.js';
import { empty } from '../http/reply.js';
import type { Orders } from '../paging.js';
import { WEBHOOK_EVENTS, WEBHOOK_MODELS, type Webhook, type WebhookModel } from '../state/records.js';
import { answerChange, answerList, answerOne, recordOf, requireMatch } from './answers.js';
import { LIST_QUERY, type Office, type Route } from './route.js';

/** A model by its name or by its number in the vendor's table (matter is 1). */
const model: Reader<WebhookModel> = {
  required: true,
  read(value) {
    const named = WEBHOOK_MODELS.find((name, index) => name === value || index + 1 === value);
    if (named !== undefined) return named;
    throw new ApiError(
      422,
      'ArgumentError',
      `An invalid argument was supplied: '${String(value)}' is not a valid model`,
    );
  },
};

const newWebhook = object({
  url: filledText,
  model,
  fields: text,
  events: optional(list(oneOf(WEBHOOK_EVENTS))),
  expires_at: optional(instant),
});

const webhookChange = object({
  url: optional(filledText),
  model: optional(model),
  fields: optional(text),
  events: optional(list(oneOf(WEBHOOK_EVENTS))),
  expires_at: optional(instant),
});

const ORDERS: Orders<Webhook> = { id: (webhook) => webhook.id };

/** Routes of webhooks, with the delayed half of the handshake. */
export function webhookRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/webhooks',
      query: [...LIST_QUERY],
      handle: (call) => answerList(call, shapes.webhook, book.webhooks.all(), ORDERS),
    },
    {
      method: 'GET',
      path: '/webhooks/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.webhook, recordOf(call, book.webhooks)),
    },
    ...changingRoutes(office),
  ];
}

function changingRoutes({ book, shapes, webhooks }: Office): Route[] {
  return [
    {
      method: 'POST',
      path: '/webhooks',
      query: [],
      handle: (call) => {
        const { expires_at: expiresAt, ...sent } = readData(call.body, newWebhook, call.notes);
        return answerChange(call, shapes.webhook, 201, () =>
          webhooks.subscribe({ ...sent, expiresAt }, call.token.userId),
        );
      },
    },
    {
      method: 'PATCH',
      path: '/webhooks/{id}',
      query: [],
      handle: (call) => {
        const webhook = recordOf(call, book.webhooks);
        requireMatch(call, webhook);
        const { expires_at: expiresAt, ...sent } = readData(call.body, webhookChange, call.notes);
        return answerChange(call, shapes.webhook, 200, () => {
          webhooks.change(webhook, { ...sent, expiresAt });
          return webhook;
        });
      },
    },
    {
      method: 'PUT',
      path: '/webhooks/{id}/activate',
      query: [],
      handle: (call) => {
        const webhook = recordOf(call, book.webhooks);
        const secret = call.headers['x-hook-secret'];
        return answerChange(call, shapes.webhook, 200, () => {
          webhooks.activate(webhook, typeof secret === 'string' ? secret : undefined);
          return webhook;
        });
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/{id}',
      query: [],
      handle: (call) => {
        webhooks.remove(recordOf(call, book.webhooks));
        return empty(204);
      },
    },
  ];
}
