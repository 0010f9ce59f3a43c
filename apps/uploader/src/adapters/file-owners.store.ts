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
 * Which documents some files were put back for. It reads what was ever healed of the firm: few rows, which the index of drift has.
 */
const PUT_BACK = `select firm, data ->> 'counterpart' as file, data ->> 'document' as document
  from event_store.events, lateral (select convert_from(body, 'UTF8')::jsonb -> 'data' as data) decoded
  where firm = any($1::text[]) and type like 'Drift%' and split_part(type, '.', 1) = 'DriftHealed'
    and data ->> 'counterpart' = any($2::text[])
  order by position desc`;

/**
 * Owners of files in PostgreSQL. They are written by the transaction that tells `DocumentMirrored`, and never changed: a file
 * keeps its id as long as it is there. A counterpart that was put back may bear another id: then the trail tells whose it is, from
 * the moment at which that was told.
 */
export class FileOwnersStore implements FileOwners, OwnedFiles {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  async isAnothers({ firm, document, file }: TakenFile): Promise<boolean> {
    const owner = await this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<{ document: string }>(OWNER, [firm, file]);
        return rows[0]?.document ?? (await putBackAmong(client, [{ firm, file }])).get(keyOf({ firm, file }));
      },
      { firm },
    );
    return owner !== undefined && owner !== document;
  }

  async take({ client }: Transaction, files: readonly TakenFile[]): Promise<ReadonlySet<TakenFile>> {
    if (files.length === 0) return new Set();
    const first = new Map(files.toReversed().map((taken) => [keyOf(taken), taken]));
    // Always in the same order: transactions that take the same files wait for each other, and not in a ring.
    const taken = [...first].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, file]) => file);
    const putBack = await putBackAmong(client, taken);
    const { rows } = await client.query<OwnedFile>(TAKE, [
      taken.map(({ firm }) => firm),
      taken.map(({ file }) => file),
      taken.map((one) => putBack.get(keyOf(one)) ?? one.document),
    ]);
    const owners = new Map(rows.map((row) => [keyOf(row), row.document]));
    return new Set(files.filter((one) => owners.get(keyOf(one)) !== one.document));
  }
}

interface FileId {
  readonly firm: string;
  readonly file: string;
}

interface OwnedFile extends FileId {
  readonly document: string;
}

const keyOf = ({ firm, file }: FileId): string => `${firm}/${file}`;

/** Documents by the files that they were put back as; the first that was told has a file. */
async function putBackAmong(
  client: Transaction['client'],
  files: readonly FileId[],
): Promise<ReadonlyMap<string, string>> {
  const firms = [...new Set(files.map(({ firm }) => firm))];
  const { rows } = await client.query<OwnedFile>(PUT_BACK, [firms, files.map(({ file }) => file)]);
  return new Map(rows.map((row) => [keyOf(row), row.document]));
}
