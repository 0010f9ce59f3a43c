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

/** The key of the table finds them. */
const AT = 'select path_key, owner from router.path_claims where firm = $1 and path_key = any($2)';

/**
 * By bytes, what lies below a folder lies together: between its name with a slash and its name with the sign after that. The key of the
 * table finds it, so that a folder that holds nothing reads nothing, however much the firm holds. `offset 0` has each
 * folder looked for by itself, whatever the planner believes of the table.
 */
const BELOW = `select claims.path_key, claims.owner from unnest($2::text[]) folder cross join lateral (
  select path_key, owner from router.path_claims where firm = $1
    and path_key collate "C" >= folder || '/' and path_key collate "C" < folder || '0'
  offset 0) claims`;

/** Who holds these paths, and who holds a path below one of those folders. */
export async function ownersOf(
  client: ProjectorScope['client'],
  firm: FirmId,
  { paths, folders }: { readonly paths: readonly string[]; readonly folders: readonly string[] },
): Promise<readonly HeldPath[]> {
  const held = async (sql: string, places: readonly string[]): Promise<readonly HeldPath[]> => {
    if (places.length === 0) return [];
    const { rows } = await client.query<{ path_key: string; owner: string }>(sql, [
      firm,
      places.map(pathKey),
    ]);
    return rows.map((row) => ({ pathKey: row.path_key, owner: row.owner }));
  };
  return [...(await held(AT, paths)), ...(await held(BELOW, folders))];
}
