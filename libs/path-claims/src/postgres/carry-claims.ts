import type { ProjectorScope } from '@counterpart/event-store';
import { pathKey } from '@counterpart/placement';
import type { CarriedFolder } from '../claims-of.js';

/** Gives whoever holds a path below a folder the same path below another. What is held there already stays with its holder. */
export async function carryClaims(
  client: ProjectorScope['client'],
  schema: string,
  { firm, from, to }: CarriedFolder,
): Promise<void> {
  await client.query(
    `insert into ${schema}.path_claims (firm, path_key, owner)
     select firm, $3 || substr(path_key, length($2) + 1), owner from ${schema}.path_claims
     where firm = $1 and starts_with(path_key, $2 || '/') on conflict do nothing`,
    [firm, pathKey(from), pathKey(to)],
  );
}
