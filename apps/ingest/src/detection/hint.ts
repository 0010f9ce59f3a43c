import { z } from 'zod';
import { MatterId } from '@counterpart/contracts';

/** Models whose webhooks we take. */
export const MODELS = ['document', 'matter', 'folder', 'contact'] as const;
export type Model = (typeof MODELS)[number];

/** Int64 ids come as JSON numbers; those above 2^53 would be rounded, and are refused. */
const clioId = z.union([z.int().positive().transform(String), z.string().regex(/^[1-9][0-9]{0,18}$/)]);

/** `{"data":{id, etag, …},"meta":{"event":"updated","webhook_id":1234}}` (OpenAPI v4, Webhook). */
const Body = z.object({
  data: z.object({
    id: clioId,
    etag: z.string().nullish(),
    matter: z.object({ id: clioId }).nullish(),
  }),
  meta: z.object({ event: z.string().min(1).max(64), webhook_id: clioId }),
});

/** What a delivery says: which record changed. A hint, never a truth: the record is read again. */
export interface Hint {
  readonly webhook: string;
  readonly event: string;
  readonly object: string;
  readonly matter: MatterId | null;
  readonly etag: string | null;
}

/** Reads a delivery’s body; undefined where it is not one. */
export function readHint(body: Buffer): Hint | undefined {
  const parsed = Body.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { data, meta } = parsed.data;
  return {
    webhook: meta.webhook_id,
    event: meta.event,
    object: data.id,
    matter: data.matter === null || data.matter === undefined ? null : MatterId.parse(data.matter.id),
    etag: data.etag ?? null,
  };
}

/** JSON can spell half a surrogate pair, which no event can hold. */
const wellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'), wellFormed);
  } catch {
    // Not JSON is the same as not a delivery: the caller answers 400.
    return undefined;
  }
}
