import { Pool } from 'pg';

/** How far one ZIP has come on its way to Dropbox. */
export interface OpenPacking {
  /** The upload session that it goes into. */
  readonly session: string;
  /** Bytes of the ZIP that Dropbox acknowledged. */
  readonly acknowledged: number;
}

/** What the archiver remembers of ZIPs in progress, read from behind. */
export class PackingsView {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: 1 });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async open(): Promise<readonly OpenPacking[]> {
    const { rows } = await this.#pool.query<{ session: string; acknowledged: string }>(
      'select session, acknowledged from archiver.packings order by started_at',
    );
    return rows.map(({ session, acknowledged }) => ({ session, acknowledged: Number(acknowledged) }));
  }
}
