import { DocumentId, type FirmId } from '@counterpart/contracts';
import type { ProjectorScope } from '@counterpart/event-store';

const TAKEN = 'select file, document from uploader.counterparts where firm = $1 and file = any($2)';

/** What was ever healed of the firm: few rows, which the index of drift has. The first that was told has a file. */
const PUT_BACK = `select data ->> 'counterpart' as file, data ->> 'document' as document
  from event_store.events, lateral (select convert_from(body, 'UTF8')::jsonb -> 'data' as data) decoded
  where firm = $1 and type like 'Drift%' and split_part(type, '.', 1) = 'DriftHealed'
    and data ->> 'counterpart' = any($2)
  order by position desc`;

/**
 * Which documents files of Dropbox are the counterparts of, by their ids; what is nobody’s is left out. The uploader’s book says it,
 * and the trail of a file that a counterpart was put back as under another id.
 */
export async function ownersOfFiles(
  client: ProjectorScope['client'],
  firm: FirmId,
  files: readonly string[],
): Promise<ReadonlyMap<string, DocumentId>> {
  const owners = new Map<string, DocumentId>();
  const read = async (sql: string, asked: readonly string[]): Promise<void> => {
    if (asked.length === 0) return;
    const { rows } = await client.query<{ file: string; document: string }>(sql, [firm, asked]);
    for (const { file, document } of rows) owners.set(file, DocumentId.parse(document));
  };
  await read(TAKEN, files);
  await read(
    PUT_BACK,
    files.filter((file) => !owners.has(file)),
  );
  return owners;
}
