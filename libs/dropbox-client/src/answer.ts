import { retryAfterMs } from '@counterpart/pacer';
import { z } from 'zod';
import { DropboxError } from './errors.js';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** The JSON of a successful answer. @throws DropboxError */
export function resultOf(route: string, answer: Answer): unknown {
  if (answer.status !== 200) throw failure(route, answer);
  try {
    return JSON.parse(answer.text);
  } catch {
    // The parser repeats a piece of what it read, and that may be a name.
    throw new DropboxError('DROPBOX_ANSWER_INVALID', `${route}: the answer is not JSON`);
  }
}

/** Reads a result by its schema. @throws DropboxError DROPBOX_ANSWER_INVALID */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DropboxError('DROPBOX_ANSWER_INVALID', 'the answer has another form', { cause: parsed.error });
}

/** Tags of a union from the outside in: `{".tag":"path","path":{".tag":"conflict",…}}` → path, conflict, … */
export function tagsOf(union: unknown): readonly string[] {
  const tags: string[] = [];
  let current: unknown = union;
  while (typeof current === 'object' && current !== null && '.tag' in current) {
    const tag: unknown = current['.tag'];
    if (typeof tag !== 'string') break;
    tags.push(tag);
    const fields: Readonly<Record<string, unknown>> = { ...current };
    // A struct member is flattened; an upload’s conflict stands under `reason` (files.stone UploadWriteFailed).
    current = fields[tag] ?? fields['reason'];
  }
  return tags;
}

const CorrectOffset = z.object({ correct_offset: z.int().nonnegative() });

/** The offset that an `incorrect_offset` says would be right; undefined where the union says none. */
export function correctOffsetOf(union: unknown): number | undefined {
  const direct = CorrectOffset.safeParse(union);
  if (direct.success) return direct.data.correct_offset;
  const nested = z.object({ lookup_failed: CorrectOffset }).safeParse(union);
  return nested.success ? nested.data.lookup_failed.correct_offset : undefined;
}

function failure(route: string, { status, retryAfter, text }: Answer): DropboxError {
  const union = unionOf(text);
  const tags = tagsOf(union);
  const afterMs = retryAfterMs(retryAfter, Date.now());
  const details = { status, tags, union, ...(afterMs === undefined ? {} : { retryAfterMs: afterMs }) };
  const about = `${route}: ${status} ${tags.join('/')}`;
  if (status === 429)
    return new DropboxError(limitCode(text), about, { ...details, retryAfterMs: afterMs ?? 1000 });
  if (status >= 500) return new DropboxError('DROPBOX_SERVER_ERROR', about, details);
  switch (status) {
    case 401:
      return new DropboxError('DROPBOX_UNAUTHORISED', about, details);
    case 403:
      return new DropboxError('DROPBOX_FORBIDDEN', about, details);
    case 409:
      return new DropboxError(
        tags.includes('too_many_write_operations') ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_ROUTE_ERROR',
        about,
        details,
      );
    case 422:
      return new DropboxError('DROPBOX_PATH_ROOT', about, details);
    default:
      return new DropboxError('DROPBOX_REFUSED', about, details);
  }
}

/** Two refusals share the status: the caller’s rate, and the namespace’s lock (data ingress guide). */
const limitCode = (text: string): 'DROPBOX_WRITE_CONTENTION' | 'DROPBOX_RATE_LIMITED' =>
  text.includes('too_many_write_operations') ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_RATE_LIMITED';

/** A 400 is plain text and has no union. */
function unionOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : undefined;
  } catch {
    return undefined;
  }
}
