/** That a version was mirrored, or archived. */
export interface ToldVersion {
  readonly name: 'DocumentMirrored' | 'VersionArchived';
  readonly document: string;
  readonly versionNumber: number;
}

/**
 * The first document whose versions were mirrored, or archived, in another order than their own; null where there is
 * none. A version may be told twice, never an earlier one after a later one.
 * @param told in the order of the trail
 */
export function firstOutOfOrder(told: readonly ToldVersion[]): string | null {
  const latest = new Map<string, number>();
  for (const { name, document, versionNumber } of told) {
    const key = `${name} ${document}`;
    if (versionNumber < (latest.get(key) ?? 0)) return document;
    latest.set(key, versionNumber);
  }
  return null;
}
