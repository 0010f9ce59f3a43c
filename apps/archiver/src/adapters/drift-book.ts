import type { EntityManager, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { DocumentId, type FirmId } from '@counterpart/contracts';
import type {
  DriftBook,
  DriftMark,
  ShownFile,
  Suspect,
  Touched,
  TreeChanges,
} from '../find-drift/find-drift.ports.js';

/** For one transaction. */
const NAME_FIRM = `select set_config('counterpart.firm', $1, true)`;

/** Documents that Dropbox is asked for before it is kept what that came to. */
const PART = 40;

const StoredMark = z.object({
  root: z.string().nullable(),
  cursor: z.string().nullable(),
  stage: z.enum(['settled', 'following', 'listing']),
  compared: DocumentId.nullable(),
  judged: DocumentId.nullable(),
});
const StoredSuspect = z.object({ document: DocumentId, told: z.int() });
const StoredUnseen = z.object({ document: DocumentId });

const NO_LOOK: DriftMark = { root: null, cursor: null, stage: 'settled', compared: null, judged: null };

/**
 * Judging has begun, and nobody was judged yet. A pod of the version before takes only a document’s id: this is the first of all. Where
 * that one was judged, it is judged again.
 */
const NONE_JUDGED = '1';

const FORGET_SEEN = 'delete from archiver.drift_seen where firm = $1';

/** A version before kept suspects in the marks. */
const TAKE_OVER = `
with moved as (
  select firm, (one ->> 'document') as document, (one ->> 'told')::int as told
  from archiver.drift_marks, jsonb_array_elements(suspects) one where firm = $1
)
insert into archiver.drift_suspects (firm, document, told) select firm, document, told from moved
  on conflict (firm, document) do update set told = excluded.told`;

/** One firm’s looks in PostgreSQL, over the session that holds the lock of the look: where that has ended, nothing more is kept. */
export class PostgresDriftBook implements DriftBook {
  constructor(
    private readonly runner: QueryRunner,
    private readonly firm: FirmId,
  ) {}

  async mark(): Promise<DriftMark> {
    const [row] = await this.#kept((manager) =>
      manager.query<unknown[]>(
        `select root, cursor, stage, compared, nullif(judged, $2) as judged from archiver.drift_marks where firm = $1`,
        [this.firm, NONE_JUDGED],
      ),
    );
    return row === undefined ? NO_LOOK : StoredMark.parse(row);
  }

  /** Suspects of a version before. */
  takeOver(): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query(TAKE_OVER, [this.firm]);
      await manager.query(
        `update archiver.drift_marks set suspects = '[]' where firm = $1 and suspects <> '[]'`,
        [this.firm],
      );
    });
  }

  beginAnew(root: string): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query(FORGET_SEEN, [this.firm]);
      await manager.query('delete from archiver.drift_suspects where firm = $1', [this.firm]);
      await manager.query('delete from archiver.drift_unseen where firm = $1', [this.firm]);
      await manager.query(
        `insert into archiver.drift_marks (firm, root, cursor, suspects) values ($1, $2, null, '[]')
           on conflict (firm) do update
             set root = excluded.root, cursor = null, suspects = '[]', stage = 'settled', compared = null,
               judged = null`,
        [this.firm, root],
      );
    });
  }

  relist(): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query(FORGET_SEEN, [this.firm]);
      await manager.query(
        `update archiver.drift_marks set cursor = null, stage = 'settled', compared = null where firm = $1`,
        [this.firm],
      );
    });
  }

  keepPage(page: TreeChanges, { suspects, unseen, asTold }: Touched): Promise<void> {
    return this.#kept(async (manager) => {
      if (page.isFirst) await manager.query(FORGET_SEEN, [this.firm]);
      if (page.isWhole) await this.#keepFiles(manager, [...page.files.values()]);
      await this.#keepSuspects(manager, suspects);
      await this.#forgetUnseen(manager, [...asTold, ...suspects.map(({ document }) => document)]);
      await this.#keepUnseen(manager, unseen);
      const stage = page.isWhole ? 'listing' : page.more ? 'following' : 'settled';
      await manager.query(
        `update archiver.drift_marks
           set cursor = $2, stage = $3, compared = case when $4 then null else compared end where firm = $1`,
        [this.firm, page.cursor, stage, page.isFirst],
      );
    });
  }

  keepCompared(last: DocumentId, suspects: readonly Suspect[]): Promise<void> {
    return this.#kept(async (manager) => {
      await this.#keepSuspects(manager, suspects);
      await manager.query('update archiver.drift_marks set compared = $2 where firm = $1', [this.firm, last]);
    });
  }

  settle(): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query(FORGET_SEEN, [this.firm]);
      await manager.query(
        `update archiver.drift_marks set stage = 'settled', compared = null where firm = $1`,
        [this.firm],
      );
    });
  }

  async seen(files: readonly string[]): Promise<ReadonlyMap<string, ShownFile>> {
    const rows = await this.#kept((manager) =>
      manager.query<ShownFile[]>(
        `select file as id, path, rev, content_hash as "contentHash"
           from archiver.drift_seen where firm = $1 and file = any($2)`,
        [this.firm, files],
      ),
    );
    return new Map(rows.map((file) => [file.id, file]));
  }

  async hasSeenAny(): Promise<boolean> {
    const rows = await this.#kept((manager) =>
      manager.query<unknown[]>('select from archiver.drift_seen where firm = $1 limit 1', [this.firm]),
    );
    return rows.length > 0;
  }

  async *unseen(): AsyncGenerator<readonly DocumentId[], void> {
    for (;;) {
      const rows = await this.#kept((manager) =>
        manager.query<unknown[]>(
          `select document from archiver.drift_unseen where firm = $1 order by document limit ${PART}`,
          [this.firm],
        ),
      );
      if (rows.length === 0) return;
      yield rows.map((row) => StoredUnseen.parse(row).document);
    }
  }

  async hasUnseen(): Promise<boolean> {
    const rows = await this.#kept((manager) =>
      manager.query<unknown[]>('select from archiver.drift_unseen where firm = $1 limit 1', [this.firm]),
    );
    return rows.length > 0;
  }

  keepLookedAt(documents: readonly DocumentId[], suspects: readonly Suspect[]): Promise<void> {
    return this.#kept(async (manager) => {
      await this.#keepSuspects(manager, suspects);
      await this.#forgetUnseen(manager, documents);
    });
  }

  async *suspects(after: DocumentId | null): AsyncGenerator<readonly Suspect[], void> {
    let last: string = after ?? '';
    for (;;) {
      const before = last;
      const rows = await this.#kept((manager) =>
        manager.query<unknown[]>(
          `select document, told from archiver.drift_suspects
             where firm = $1 and document > $2 order by document limit ${PART}`,
          [this.firm, before],
        ),
      );
      const part = rows.map((row) => StoredSuspect.parse(row));
      if (part.length > 0) yield part;
      if (part.length < PART) return;
      last = part.at(-1)?.document ?? last;
    }
  }

  beginJudging(): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query('update archiver.drift_marks set judged = $2 where firm = $1 and judged is null', [
        this.firm,
        NONE_JUDGED,
      ]);
    });
  }

  keepJudged(last: DocumentId, { over, again }: Parameters<DriftBook['keepJudged']>[1]): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query('delete from archiver.drift_suspects where firm = $1 and document = any($2)', [
        this.firm,
        over,
      ]);
      await this.#keepSuspects(manager, again);
      await manager.query('update archiver.drift_marks set judged = $2 where firm = $1', [this.firm, last]);
    });
  }

  endJudging(): Promise<void> {
    return this.#kept(async (manager) => {
      await manager.query('update archiver.drift_marks set judged = null where firm = $1', [this.firm]);
    });
  }

  async #keepFiles(manager: EntityManager, files: readonly ShownFile[]): Promise<void> {
    await manager.query(
      `insert into archiver.drift_seen (firm, file, path, rev, content_hash)
         select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[])
         on conflict (firm, file) do update
           set path = excluded.path, rev = excluded.rev, content_hash = excluded.content_hash`,
      [
        this.firm,
        files.map(({ id }) => id),
        files.map(({ path }) => path),
        files.map(({ rev }) => rev),
        files.map(({ contentHash }) => contentHash),
      ],
    );
  }

  async #keepSuspects(manager: EntityManager, suspects: readonly Suspect[]): Promise<void> {
    await manager.query(
      `insert into archiver.drift_suspects (firm, document, told)
         select $1, * from unnest($2::text[], $3::int[])
         on conflict (firm, document) do update set told = excluded.told`,
      [this.firm, suspects.map(({ document }) => document), suspects.map(({ told }) => told)],
    );
  }

  async #keepUnseen(manager: EntityManager, documents: readonly DocumentId[]): Promise<void> {
    await manager.query(
      `insert into archiver.drift_unseen (firm, document) select $1, unnest($2::text[]) on conflict do nothing`,
      [this.firm, documents],
    );
  }

  async #forgetUnseen(manager: EntityManager, documents: readonly DocumentId[]): Promise<void> {
    await manager.query('delete from archiver.drift_unseen where firm = $1 and document = any($2)', [
      this.firm,
      documents,
    ]);
  }

  /** Another firm’s rows are not there, whatever the query says. */
  #kept<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.runner.manager.transaction(async (manager) => {
      await manager.query(NAME_FIRM, [this.firm]);
      return work(manager);
    });
  }
}
