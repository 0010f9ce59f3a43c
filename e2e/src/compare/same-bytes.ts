/** Reads a body chunk by chunk as one run of bytes. */
async function* bytesOf(url: string): AsyncGenerator<Uint8Array, void> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new TypeError(`${url} answered ${response.status}`);
  yield* response.body;
}

/**
 * Whether two addresses serve the same bytes; both are read to the end or to the first difference, and neither is
 * held in memory whole.
 */
export async function sameBytes(left: string, right: string): Promise<boolean> {
  const [a, b] = [bytesOf(left), bytesOf(right)];
  let [restA, restB] = [Buffer.alloc(0), Buffer.alloc(0)];
  for (;;) {
    if (restA.length === 0) restA = await nextOf(a);
    if (restB.length === 0) restB = await nextOf(b);
    if (restA.length === 0 || restB.length === 0) return restA.length === restB.length;
    const length = Math.min(restA.length, restB.length);
    if (!restA.subarray(0, length).equals(restB.subarray(0, length))) {
      await Promise.all([a.return(), b.return()]);
      return false;
    }
    [restA, restB] = [restA.subarray(length), restB.subarray(length)];
  }
}

async function nextOf(bytes: AsyncGenerator<Uint8Array, void>): Promise<Buffer<ArrayBuffer>> {
  for (;;) {
    const { value, done } = await bytes.next();
    if (done === true) return Buffer.alloc(0);
    if (value.length > 0) return Buffer.from(value);
  }
}
