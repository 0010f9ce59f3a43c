import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';

/** Each look reads the whole trail: more often it would slow down what it watches. */
const LOOK_EVERY_MS = 250;
const STALL_MS = 180_000;

/** Reads on the trail how far the services are. */
export class MirroredCount {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: 1 });
    this.#pool.on('error', () => undefined);
  }

  /**
   * Waits until so many documents are mirrored.
   * @param stallMs - nothing more coming for so long means that it is stuck
   * @throws Error where it is, and where a document was given up: it would be waited for in vain
   */
  async reaches(count: number, stallMs = STALL_MS): Promise<void> {
    let [last, movedAt] = [-1, Date.now()];
    for (;;) {
      const now = await this.#count('DocumentMirrored.v1');
      if (now >= count) return;
      const givenUp = await this.#count('WorkDeadLettered.v1');
      if (givenUp > 0)
        throw new Error(`${givenUp} of ${count} documents were given up (${await this.#codes()})`);
      if (now !== last) [last, movedAt] = [now, Date.now()];
      if (Date.now() - movedAt > stallMs) throw new Error(`stuck at ${now} of ${count} documents`);
      await wait(LOOK_EVERY_MS);
    }
  }

  /** Waits until the first sweep of Clio is over. @throws Error where none ends */
  async firstSweep(): Promise<void> {
    for (const began = Date.now(); Date.now() - began < STALL_MS; await wait(LOOK_EVERY_MS)) {
      const { rowCount } = await this.#pool.query(
        `select from event_store.events where type like 'SweepCompleted.%' limit 1`,
      );
      if (rowCount === 1) return;
    }
    throw new Error('no sweep of Clio came to its end');
  }

  async #count(type: string): Promise<number> {
    const { rows } = await this.#pool.query<{ count: string }>(
      'select count(*) from event_store.events where type = $1',
      [type],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** Why documents were given up. */
  async #codes(): Promise<string> {
    const { rows } = await this.#pool.query<{ code: string }>(
      `select distinct convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'code' as code
       from event_store.events where type = 'WorkDeadLettered.v1'`,
    );
    return rows.map(({ code }) => code).join(', ');
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
