import { SESSION_LIFE_MS } from '@counterpart/dropbox-client';
import { EVERY_FIRM, type EventStore, type Transaction } from '@counterpart/event-store';
import type { FirmId } from '@counterpart/contracts';
import type { Fence } from '@counterpart/eventing';
import { z } from 'zod';
import type {
  Packing,
  PackingBook,
  PackingJournal,
  PackingProgress,
} from '../pack-matter/pack-matter.ports.js';

/** PostgreSQL’s bigint comes as decimal text. */
const Stored = z
  .object({
    session: z.string(),
    started_at: z.date(),
    acknowledged: z.coerce.number().int(),
    sent: z.coerce.number().int(),
    sent_hash: z.string(),
  })
  .transform(({ session, started_at: startedAt, acknowledged, sent: offset, sent_hash: contentHash }) => {
    const progress: PackingProgress = { session, startedAt, acknowledged, sent: { offset, contentHash } };
    return progress;
  });

type Work = readonly [cause: string, path: string];

/** A ZIP on its way, and whose it is. */
interface FirmsWork {
  readonly firm: FirmId;
  readonly work: Work;
}

/**
 * Progress in PostgreSQL. It is state of this adapter, not an event: nobody reads of it on the trail. What is written
 * checks the fence: a process that lost the work sends nothing that the one that has it now does not know of.
 */
export class PackingsStore implements PackingBook {
  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly now: () => Date,
  ) {}

  journalOf({ firm, cause, path }: Packing & { readonly path: string }, fence: Fence | null): PackingJournal {
    const work: Work = [cause, path];
    const fenced = (change: (tx: Transaction) => Promise<void>): Promise<void> =>
      this.store.transact(change, { fence, firm });
    return {
      load: () => this.store.transact((tx) => load(tx, work), { fence, firm }),
      save: async (progress) => {
        await fenced((tx) => save(tx, { firm, work }, progress));
        if (progress.acknowledged === 0) await this.#forgetExpired();
      },
      forget: () => fenced((tx) => forget(tx, work)),
    };
  }

  hasBegun({ firm, cause }: Packing, fence: Fence | null): Promise<boolean> {
    const look = async (tx: Transaction): Promise<boolean> => (await logSize(tx, cause)) !== undefined;
    return this.store.transact(look, { fence, firm });
  }

  async logSizeOf(
    { firm, cause }: Packing,
    fence: Fence | null,
    choose: () => Promise<number>,
  ): Promise<number> {
    const known = await this.store.transact((tx) => logSize(tx, cause), { fence, firm });
    if (known !== undefined) return known;
    const size = await choose();
    await this.store.transact(
      ({ client }) =>
        client.query(
          `insert into archiver.packing_checkpoints (cause, log_size, chosen_at, firm) values ($1, $2, $3, $4)
             on conflict (cause) do nothing`,
          [cause, size, this.now(), firm],
        ),
      { fence, firm },
    );
    return size;
  }

  /** Sessions that Dropbox has forgotten, whosever they are; work that was given up leaves its row behind. */
  async #forgetExpired(): Promise<void> {
    const oldest = new Date(this.now().getTime() - SESSION_LIFE_MS);
    await this.store.transact(
      async ({ client }) => {
        await client.query('delete from archiver.packings where started_at < $1', [oldest]);
        await client.query('delete from archiver.packing_checkpoints where chosen_at < $1', [oldest]);
      },
      { firm: EVERY_FIRM },
    );
  }
}

async function save(
  { client }: Transaction,
  { firm, work }: FirmsWork,
  { session, startedAt, acknowledged, sent }: PackingProgress,
): Promise<void> {
  await client.query(
    `insert into archiver.packings (cause, path, session, started_at, acknowledged, sent, sent_hash, firm)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (cause, path) do update set session = excluded.session, started_at = excluded.started_at,
         acknowledged = excluded.acknowledged, sent = excluded.sent, sent_hash = excluded.sent_hash`,
    [...work, session, startedAt, acknowledged, sent.offset, sent.contentHash, firm],
  );
}

async function logSize({ client }: Transaction, cause: string): Promise<number | undefined> {
  const { rows } = await client.query<{ log_size: string }>(
    'select log_size from archiver.packing_checkpoints where cause = $1',
    [cause],
  );
  return rows[0] === undefined ? undefined : Number(rows[0].log_size);
}

async function load({ client }: Transaction, work: Work): Promise<PackingProgress | undefined> {
  const { rows } = await client.query(
    `select session, started_at, acknowledged, sent, sent_hash from archiver.packings
       where cause = $1 and path = $2`,
    [...work],
  );
  return rows[0] === undefined ? undefined : Stored.parse(rows[0]);
}

async function forget({ client }: Transaction, work: Work): Promise<void> {
  await client.query('delete from archiver.packings where cause = $1 and path = $2', [...work]);
}
