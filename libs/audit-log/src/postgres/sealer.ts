import { OWNERS, TOPICS } from '@counterpart/contracts';
import { BackgroundWorker, type DatabaseSession } from '@counterpart/event-store';
import type { Producer } from '@counterpart/eventing';
import type { ClientBase } from 'pg';
import { AuditError } from '../errors.js';
import { rootOf } from '../merkle/prove.js';
import type { Edge } from '../tiles/edge.js';
import { TiledNodes } from '../tiles/tiled-nodes.js';
import { AuditTables } from './audit-tables.js';
import { sealBatch, signEdge, type LogIdentity } from './seal-batch.js';

/** What a sealer tells its observer. */
export type SealerFact =
  | { readonly kind: 'leading'; readonly size: number }
  | { readonly kind: 'sealed'; readonly events: number; readonly size: number }
  | { readonly kind: 'published'; readonly checkpoints: number; readonly size: number }
  /** The session broke, the broker refused, or the log does not fit its own checkpoint. It starts over. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** How a sealer runs. */
export interface SealerOptions {
  readonly url: string;
  readonly identity: LogIdentity;
  readonly producer: Pick<Producer, 'send'>;
  /** Shortest time between two checkpoints of a quiet log, in milliseconds. @default 1000 */
  readonly everyMs?: number;
  /** Most events under one new checkpoint. @default 5000 */
  readonly batch?: number;
  /** @default nobody */
  readonly observe?: (fact: SealerFact) => void;
}

const BATCH = 5_000;

/** Key of the advisory lock of the leader: the ASCII bytes of `seal`. */
const SEAL_LOCK = 0x7365616c;

const ELECTION_MS = 500;
const CHECKPOINTS_A_SEND = 100;

/**
 * Seals the event store into the Merkle log and publishes its checkpoints. Of any number of running ones, one leads
 * (advisory lock of its session).
 *
 * waiting → leading: check the log against its newest checkpoint; then seal, publish, wait … → stopped.
 */
export class Sealer {
  readonly #options: SealerOptions;
  readonly #worker: BackgroundWorker;

  constructor(options: SealerOptions) {
    this.#options = options;
    this.#worker = new BackgroundWorker({
      url: options.url,
      applicationName: 'audit sealer',
      work: (session, signal) => this.#lead(session, signal),
      onFailure: (error) => this.#tell({ kind: 'failed', error }),
    });
  }

  /** Starts in the background. */
  start(): void {
    this.#worker.start();
  }

  /** Finishes the batch in hand. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }

  async #lead(session: DatabaseSession, signal: AbortSignal): Promise<void> {
    const { client } = session;
    const { batch = BATCH } = this.#options;
    while (!signal.aborted && !(await tryToLead(client))) await session.wait([], ELECTION_MS, signal);
    if (signal.aborted) return;
    const edge = await this.#openLog(client);
    this.#tell({ kind: 'leading', size: edge.size });
    while (!signal.aborted) {
      const sealed = await sealBatch(client, edge, this.#options.identity, batch);
      if (sealed > 0) this.#tell({ kind: 'sealed', events: sealed, size: edge.size });
      await this.#publish(client);
      if (sealed < batch / 2) await this.#rest(session, signal);
    }
  }

  /**
   * The log’s right edge. Leaves behind the newest checkpoint, as a rebuild leaves them, are signed first.
   * @throws AuditError AUDIT_FORK where the stored leaves contradict the stored checkpoint: nothing more is signed
   */
  async #openLog(client: ClientBase): Promise<Edge> {
    const tables = new AuditTables(client);
    const [size, newest] = [await tables.countLeaves(), await tables.checkpoint()];
    if (newest !== undefined) await assertBeginsWith(tables, size, newest);
    const edge = await tables.edge(size);
    if (size > (newest?.size ?? 0)) await signEdge(tables, edge, this.#options.identity);
    return edge;
  }

  /** At least once: a checkpoint is marked only when the broker has it. */
  async #publish(client: ClientBase): Promise<void> {
    const tables = new AuditTables(client);
    for (;;) {
      const waiting = await tables.unpublished(CHECKPOINTS_A_SEND);
      const last = waiting.at(-1);
      if (last === undefined) return;
      const key = this.#options.identity.origin;
      await this.#options.producer.send(
        waiting.map(({ note }) => ({ topic: TOPICS.checkpoints.name, key, value: Buffer.from(note) })),
      );
      await tables.markPublished(waiting.map(({ size }) => size));
      this.#tell({ kind: 'published', checkpoints: waiting.length, size: last.size });
    }
  }

  /** A quiet log gets few checkpoints: events of one second share one. */
  async #rest(session: DatabaseSession, signal: AbortSignal): Promise<void> {
    await session.wait([], this.#options.everyMs ?? 1_000, signal);
    if (!signal.aborted) await session.wait(OWNERS, this.#options.everyMs ?? 1_000, signal);
  }

  #tell(fact: SealerFact): void {
    this.#options.observe?.(fact);
  }
}

async function assertBeginsWith(
  tables: AuditTables,
  size: number,
  newest: { readonly size: number; readonly root: Buffer },
): Promise<void> {
  if (size < newest.size) {
    throw new AuditError('AUDIT_FORK', `the log has ${size} leaves, its checkpoint ${newest.size}`);
  }
  const root = await rootOf(new TiledNodes(tables, size), 0, newest.size);
  if (!root.equals(newest.root)) {
    throw new AuditError('AUDIT_FORK', `the first ${newest.size} leaves have another root than was signed`);
  }
}

async function tryToLead(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [
    SEAL_LOCK,
  ]);
  return rows[0]?.leads ?? false;
}
