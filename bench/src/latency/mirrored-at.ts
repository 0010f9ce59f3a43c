import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';

const LOOK_EVERY_MS = 50;
/** Longer means that it is stuck. */
const MOST_LOOKS = 1200;

/** When the trail was told that a document is in place, milliseconds since 1970. @throws Error where it is not told */
export async function mirroredAt(pool: Pool, document: number): Promise<number> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { rows } = await pool.query<{ at: Date }>(
      `select recorded_at as at from event_store.events
       where stream = $1 and type = 'DocumentMirrored.v1'`,
      [`document-hartwell-${document}`],
    );
    const [told] = rows;
    if (told !== undefined) return told.at.getTime();
    await wait(LOOK_EVERY_MS);
  }
  throw new Error(`document ${document} does not come into place`);
}
