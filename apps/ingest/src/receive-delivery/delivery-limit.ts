/** How many deliveries a hook may make: so many at once, and so many a second in the long run. */
export interface DeliveryRate {
  /** Deliveries a second; more than 0. */
  readonly perSecond: number;
  /** Deliveries at once after a rest; at least 1. */
  readonly burst: number;
}

/** What a hook may still make, as it stood at a time. */
export interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/**
 * Takes one delivery from a hook’s bucket (token bucket). One that was never seen is full; a clock that goes back fills
 * nothing.
 * @returns the bucket afterwards, and after how many ms the delivery would be taken; 0: it is taken
 */
export function takeOne(
  bucket: Bucket | undefined,
  { perSecond, burst }: DeliveryRate,
  atMs: number,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const passedMs = bucket === undefined ? 0 : Math.max(0, atMs - bucket.atMs);
  const left = Math.min(burst, (bucket?.left ?? burst) + (passedMs * perSecond) / 1000);
  if (left >= 1) return { bucket: { left: left - 1, atMs }, waitMs: 0 };
  return { bucket: { left, atMs }, waitMs: Math.ceil(((1 - left) * 1000) / perSecond) };
}

/**
 * The buckets of the hooks that deliver to this process. Bounded: what rested longest is forgotten first, and forgetting
 * one means a full bucket, never a refused delivery.
 */
export class DeliveryLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: DeliveryRate,
    private readonly capacity: number = 10_000,
  ) {}

  /**
   * To be asked for known hooks alone, and for signed deliveries alone: nobody else uses up what is Clio’s.
   * @returns after how many ms the delivery would be taken; 0: it is taken
   */
  take(token: string, now: Date): number {
    const { bucket, waitMs } = takeOne(this.buckets.get(token), this.rate, now.getTime());
    this.buckets.delete(token);
    this.buckets.set(token, bucket);
    if (this.buckets.size > this.capacity) {
      const oldest = this.buckets.keys().next();
      if (oldest.done !== true) this.buckets.delete(oldest.value);
    }
    return waitMs;
  }

  /** How many hooks are remembered. */
  get size(): number {
    return this.buckets.size;
  }
}
