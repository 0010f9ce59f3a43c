import type { Event, MatterId } from '@counterpart/contracts';

/** A version as Clio told of it. */
export interface KnownVersion {
  readonly id: string;
  readonly number: number;
  /** Bytes. */
  readonly size: number;
}

/** All versions that a document’s stream tells, oldest first, and the matter that it was in last. */
export function versionsIn(story: readonly Event[]): {
  readonly matter: MatterId | null;
  readonly all: readonly KnownVersion[];
} {
  const all = new Map<number, KnownVersion>();
  let matter: MatterId | null = null;
  for (const { data } of story) {
    if (!('document' in data) || typeof data.document !== 'object' || data.document === null) continue;
    const { version } = data.document;
    ({ matter } = data.document);
    all.set(version.number, { id: version.id, number: version.number, size: version.size });
  }
  return { matter, all: [...all.values()].toSorted((one, other) => one.number - other.number) };
}
