import { Client } from 'pg';
import { parseVerifierKey } from '@counterpart/audit-log';
import { CreateAuditTables1764000002001, restoreLog } from '@counterpart/audit-log/postgres';
import {
  foldRestored,
  PROJECTIONS,
  Restoration,
  runMigrations,
  type Restored,
} from '@counterpart/event-store';
import { MakePathClaims1764000001001, PATH_CLAIMS_PROJECTION } from '@counterpart/path-claims';
import type { IncomingRecord } from '@counterpart/eventing';
import type {
  LastKnown,
  RebuildGround,
  Rebuilding,
  RebuiltLog,
} from '../rebuild-store/rebuild-store.ports.js';

/** Of the tables that a rebuild fills; a service’s other tables are made by its own `migrate`. */
const MIGRATIONS = [MakePathClaims1764000001001, CreateAuditTables1764000002001];

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

  project(): Promise<Readonly<Record<string, number>>> {
    return foldRestored(this.client, [...PROJECTIONS, PATH_CLAIMS_PROJECTION]);
  }

  async lastKnown(): Promise<LastKnown> {
    const { rows } = await this.client.query<{
      group: string;
      topic: string;
      partition: number;
      offset: string;
    }>(OPEN_WORK);
    const { rows: times } = await this.client.query<{ newest: Date | null }>(
      'select max(recorded_at) as newest from event_store.events',
    );
    const open = rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
    return { open, newest: times[0]?.newest ?? new Date(0) };
  }
}

/** The newest word on each failed record, where it is neither that it recovered nor that a person discarded it. */
const OPEN_WORK = `
select consumer as "group", topic, partition, "offset" from (
  select distinct on (consumer, source) data ->> 'consumer' as consumer, data -> 'source' as source, type,
    data -> 'source' ->> 'topic' as topic, (data -> 'source' ->> 'partition')::int as partition,
    data -> 'source' ->> 'offset' as "offset"
  from event_store.events, lateral (select convert_from(body, 'UTF8')::jsonb -> 'data' as data) told
  where split_part(type, '.', 1) in ('WorkParked', 'WorkRecovered', 'WorkDeadLettered', 'WorkDiscarded')
  order by consumer, source, position desc
) newest where split_part(type, '.', 1) not in ('WorkRecovered', 'WorkDiscarded')
`;
