import type { FirmId } from '@counterpart/contracts';
import type { ProjectorScope } from '@counterpart/event-store';
import { pathKey } from '@counterpart/placement';

/** A path that somebody holds, and who. */
interface HeldPath {
  /** Folded path, see `pathKey`. */
  readonly pathKey: string;
  /** Stream of a document or matter. */
  readonly owner: string;
}

/** Who holds these paths, and who holds a path below one of those folders. */
export async function ownersOf(
  client: ProjectorScope['client'],
  firm: FirmId,
  { paths, folders }: { readonly paths: readonly string[]; readonly folders: readonly string[] },
): Promise<readonly HeldPath[]> {
  const { rows } = await client.query<{ path_key: string; owner: string }>(
    `select path_key, owner from router.path_claims where firm = $1 and (path_key = any($2)
       or exists (select 1 from unnest($3::text[]) folder where starts_with(path_key, folder || '/')))`,
    [firm, paths.map(pathKey), folders.map(pathKey)],
  );
  return rows.map((row) => ({ pathKey: row.path_key, owner: row.owner }));
}
