import { Client } from 'pg';
import { parseVerifierKey } from '@counterpart/audit-log';
import { CreateAuditTables1764000002001, restoreLog } from '@counterpart/audit-log/postgres';
import {
  foldRestored,
  PROJECTIONS,
  Restoration,
  runMigrations,
  type RecordedEvent,
  type Restored,
} from '@counterpart/event-store';
import { PATH_CLAIM_MIGRATIONS, PATH_CLAIMS_PROJECTION } from '@counterpart/path-claims';
import type { IncomingRecord } from '@counterpart/eventing';
import type { RebuildGround, Rebuilding, RebuiltLog } from '../rebuild-store/rebuild-store.ports.js';

/** Of the tables that a rebuild fills; a service’s other tables are made by its own `migrate`. */
const MIGRATIONS = [...PATH_CLAIM_MIGRATIONS, CreateAuditTables1764000002001];

/** Where and for whom a store is rebuilt. */
export interface GroundSettings {
  /** `postgres://…` of the owner role. */
  readonly url: string;
  readonly serviceRole: string;
  /** Public keys of the log, C2SP signed-note form. */
  readonly publicKeys: readonly string[];
}

/** A PostgreSQL database in which the store may be rebuilt. */
export class PostgresGround implements RebuildGround {
  constructor(private readonly settings: GroundSettings) {}

  async rebuild<T>(work: (rebuilding: Rebuilding) => Promise<T>): Promise<T> {
    const { url, serviceRole } = this.settings;
    await runMigrations({ url, serviceRole, extra: MIGRATIONS });
    const client = new Client({ connectionString: url, application_name: 'counterpart rebuild' });
    await client.connect();
    try {
      await client.query('begin');
      const result = await work(await OpenRebuild.begin(client, this.settings));
      await client.query('commit');
      return result;
    } finally {
      // A transaction that was not committed ends with its session.
      await client.end();
    }
  }
}

class OpenRebuild implements Rebuilding {
  #restored: Restored | undefined;

  private constructor(
    private readonly client: Client,
    private readonly restoration: Restoration,
    private readonly settings: GroundSettings,
  ) {}

  static async begin(client: Client, settings: GroundSettings): Promise<OpenRebuild> {
    return new OpenRebuild(client, await Restoration.begin(client), settings);
  }

  add(records: readonly IncomingRecord[]): Promise<number> {
    return this.restoration.add(records);
  }

  async proveLog(notes: readonly string[]): Promise<RebuiltLog> {
    this.#restored ??= await this.restoration.finish();
    const keys = this.settings.publicKeys.map(parseVerifierKey);
    const { checkpoint, checkpoints, unsigned } = await restoreLog(this.client, this.#restored, notes, keys);
    const root = checkpoint.root.toString('base64');
    return { leaves: this.#restored.events, signed: checkpoint.size, root, checkpoints, unsigned };
  }

  project(watch: (events: readonly RecordedEvent[]) => void): Promise<Readonly<Record<string, number>>> {
    return foldRestored(this.client, [...PROJECTIONS, PATH_CLAIMS_PROJECTION], watch);
  }
}
