import { StreamName, type FirmId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import { carryClaims } from '@counterpart/path-claims';
import { pathKey, type ClaimedName, type NameWish } from '@counterpart/placement';
import type { PathClaims } from '../route-document/route-document.ports.js';

/** Claims in PostgreSQL: the primary key decides between two that come at once. */
export class PathClaimsStore implements PathClaims {
  async claim(tx: Transaction, firm: FirmId, { owner, folder, names }: NameWish): Promise<ClaimedName> {
    let heldBy: StreamName | null = null;
    for (const name of names) {
      const holder = await holderOf(tx, { firm, pathKey: pathKey(`${folder}/${name}`), owner });
      if (holder === owner) return { name, heldBy };
      heldBy ??= StreamName.parse(holder);
    }
    throw new TypeError('the candidates of a name never end');
  }

  carry(
    tx: Transaction,
    firm: FirmId,
    folder: { readonly from: string; readonly to: string },
  ): Promise<void> {
    return carryClaims(tx.client, 'router', { firm, ...folder });
  }

  async isSharedFolder(
    { client }: Transaction,
    firm: FirmId,
    folder: string,
    matter: StreamName,
  ): Promise<boolean> {
    const { rows } = await client.query<{ shared: boolean }>(
      `select exists (
         select from router.path_claims
         where firm = $1 and starts_with(path_key, $2 || '/') and owner like 'matter-%' and owner <> $3
       ) as shared`,
      [firm, pathKey(folder), matter],
    );
    return rows[0]?.shared === true;
  }
}

/** Waits for another transaction that inserts the same key, then leaves its row alone. */
const CLAIM = `
with mine as (
  insert into router.path_claims (firm, path_key, owner) values ($1, $2, $3) on conflict do nothing returning owner
)
select owner from mine union all select owner from router.path_claims where firm = $1 and path_key = $2
`;

/** Who holds a path after this owner asked for it. */
async function holderOf(
  { client }: Transaction,
  {
    firm,
    pathKey: key,
    owner,
  }: { readonly firm: FirmId; readonly pathKey: string; readonly owner: StreamName },
): Promise<string> {
  const ask = async (): Promise<string | undefined> => {
    const statement = { name: 'router-claim-path', text: CLAIM, values: [firm, key, owner] };
    return (await client.query<{ owner: string }>(statement)).rows[0]?.owner;
  };
  // A claim that was committed while the statement waited is not in its snapshot; it is in the next one’s.
  const holder = (await ask()) ?? (await ask());
  if (holder === undefined) throw new TypeError('a path is held by nobody though it could not be claimed');
  return holder;
}
