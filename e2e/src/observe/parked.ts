import { Pool } from 'pg';

/** Parked work by its reason; what waits behind parked work has none. */
export class ParkedView {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: 1 });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async byCode(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.#pool.query<{ code: string | null; count: number }>(
      'select code, count(*)::int as count from eventing.parked group by code',
    );
    return Object.fromEntries(rows.map(({ code, count }) => [code ?? 'behind', count]));
  }

  async count(): Promise<number> {
    return Object.values(await this.byCode()).reduce((sum, count) => sum + count, 0);
  }
}
