import type { EventStore, Transaction } from '@counterpart/event-store';
import type { FileOwners } from '../commit-staged/commit-staged.ports.js';
import type { OwnedFiles } from '../stage-document/stage-document.ports.js';
import type { TakenFile } from '../upload/taken-file.js';

const OWNER = 'select document from uploader.counterparts where firm = $1 and file = $2';

/** Answers with whose each file is, also where another transaction took it at this moment. */
const TAKE = `insert into uploader.counterparts (firm, file, document)
  select * from unnest($1::text[], $2::text[], $3::text[])
  on conflict (firm, file) do update set document = counterparts.document returning firm, file, document`;

/**
 * Owners of files in PostgreSQL. They are written by the transaction that tells `DocumentMirrored`, and never changed: a file
 * keeps its id as long as it is there.
 */
export class FileOwnersStore implements FileOwners, OwnedFiles {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  async isAnothers({ firm, document, file }: TakenFile): Promise<boolean> {
    const rows = await this.store.transact(
      async ({ client }) => (await client.query<{ document: string }>(OWNER, [firm, file])).rows,
      { firm },
    );
    return rows.some((row) => row.document !== document);
  }

  async take({ client }: Transaction, files: readonly TakenFile[]): Promise<ReadonlySet<TakenFile>> {
    if (files.length === 0) return new Set();
    const first = new Map(files.toReversed().map((taken) => [keyOf(taken), taken]));
    // Always in the same order: transactions that take the same files wait for each other, and not in a ring.
    const taken = [...first].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, file]) => file);
    const { rows } = await client.query<{ firm: string; file: string; document: string }>(TAKE, [
      taken.map(({ firm }) => firm),
      taken.map(({ file }) => file),
      taken.map(({ document }) => document),
    ]);
    const owners = new Map(rows.map((row) => [keyOf(row), row.document]));
    return new Set(files.filter((one) => owners.get(keyOf(one)) !== one.document));
  }
}

const keyOf = ({ firm, file }: { readonly firm: string; readonly file: string }): string => `${firm}/${file}`;
