import { Pool } from 'pg';

/** How much is kept for a firm that its key seals, or that waits for it. */
export interface Kept {
  /** Keys that open something: a destroyed one is empty. */
  readonly keys: number;
  readonly grants: number;
  /** Webhooks with their secrets. */
  readonly hooks: number;
  readonly parked: number;
  /** Rows that name its documents or their places, beside its trail. */
  readonly rows: number;
}

const COUNTS = `
select (select count(*)::int from credentials.data_keys where firm = $1 and length(wrapped) > 0) as keys,
       (select count(*)::int from credentials.grants where firm = $1) as grants,
       (select count(*)::int from ingest.hooks where firm = $1) as hooks,
       (select count(*)::int from eventing.parked where firm = $1) as parked,
       (select count(*)::int from router.path_claims where firm = $1)
         + (select count(*)::int from status.documents where firm = $1)
         + (select count(*)::int from uploader.staging_progress where firm = $1)
         + (select count(*)::int from archiver.drift_marks where firm = $1)
         + (select count(*)::int from archiver.drift_seen where firm = $1)
         + (select count(*)::int from archiver.drift_suspects where firm = $1)
         + (select count(*)::int from archiver.drift_unseen where firm = $1)
         + (select count(*)::int from archiver.packings where firm = $1)
         + (select count(*)::int from archiver.packing_checkpoints where firm = $1)
         + (select count(*)::int from ingest.migration_runs where firm = $1)
         + (select count(*)::int from ingest.migration_documents where firm = $1) as rows`;

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
