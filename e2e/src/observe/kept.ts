import { Pool } from 'pg';

/** How much is kept for a firm that its key seals, or that waits for it. */
export interface Kept {
  /** Keys that open something: a destroyed one is empty. */
  readonly keys: number;
  readonly grants: number;
  /** Webhooks with their secrets. */
  readonly hooks: number;
  readonly parked: number;
}

const COUNTS = `
select (select count(*)::int from credentials.data_keys where firm = $1 and length(wrapped) > 0) as keys,
       (select count(*)::int from credentials.grants where firm = $1) as grants,
       (select count(*)::int from ingest.hooks where firm = $1) as hooks,
       (select count(*)::int from eventing.parked where firm = $1) as parked`;

/** What the database keeps for firms, beside their trails. */
export class KeptView {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: 1 });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async of(firm: string): Promise<Kept> {
    const { rows } = await this.#pool.query<Kept>(COUNTS, [firm]);
    const [row] = rows;
    if (row === undefined) throw new TypeError('counts have one row');
    return row;
  }
}
