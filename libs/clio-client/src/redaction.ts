import { z } from 'zod';
import { RecordId } from './records.js';

/** Clio strips what the connected user may not see, at any depth, and marks the place. */
export function isRedacted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ('redacted' in value && value.redacted === true) || Object.values(value).some(isRedacted);
}

/** What shows of a record that cannot be taken as it is. */
export interface Redacted {
  /** Clio’s id; null where even that is hidden. */
  readonly id: string | null;
  /** When it was changed last, as Clio writes it; null where even that is hidden. */
  readonly changedAt: string | null;
}

export function redactedOf(record: unknown): Redacted {
  const id = z.object({ id: RecordId }).safeParse(record);
  const shown = z.object({ updated_at: z.string() }).safeParse(record);
  return {
    id: id.success ? id.data.id : null,
    changedAt: shown.success ? shown.data.updated_at : null,
  };
}
