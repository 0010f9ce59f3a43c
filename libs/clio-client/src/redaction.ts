import { z } from 'zod';

/** Clio strips what the connected user may not see, at any depth, and marks the place. */
export function isRedacted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ('redacted' in value && value.redacted === true) || Object.values(value).some(isRedacted);
}

/** When a record was changed last, as far as it shows. */
export function changeOf(record: unknown): string | null {
  const shown = z.object({ updated_at: z.string() }).safeParse(record);
  return shown.success ? shown.data.updated_at : null;
}
