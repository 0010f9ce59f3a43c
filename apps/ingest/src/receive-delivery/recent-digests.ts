/**
 * Digests of bodies that are safely on the topic, so that a redelivery is answered without writing it again.
 * Bounded: forgetting one costs a duplicate record, which the normaliser absorbs.
 */
export class RecentDigests {
  private readonly seen = new Set<string>();

  constructor(private readonly capacity: number = 50_000) {}

  has(digest: string): boolean {
    return this.seen.has(digest);
  }

  /** To be called only when the record is durable: a digest remembered too early would lose the delivery. */
  add(digest: string): void {
    this.seen.add(digest);
    if (this.seen.size <= this.capacity) return;
    const oldest = this.seen.values().next();
    if (oldest.done !== true) this.seen.delete(oldest.value);
  }
}
