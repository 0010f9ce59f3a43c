/** Clio writes times in the account’s zone; compared as text they must be in one. */
export const utc = (instant: string): string => new Date(instant).toISOString();

export const utcOrNull = (instant: string | null | undefined): string | null =>
  instant == null ? null : utc(instant);

export const named = (record: { id: string; name?: string | null | undefined } | null | undefined) =>
  record == null ? null : { id: record.id, name: record.name ?? '' };
