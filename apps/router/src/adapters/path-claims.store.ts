import type { Transaction } from '@counterpart/event-store';
import type { PathClaims } from '../route-document/route-document.ports.js';
import { PathClaimEntity } from './path-claim.entity.js';

/** Claims in PostgreSQL: the primary key decides between two that come at once. */
export class PathClaimsStore implements PathClaims {
  async claim(tx: Transaction, claim: Parameters<PathClaims['claim']>[1]): Promise<boolean> {
    const { firm, pathKey, owner } = claim;
    // Waits for another transaction that inserts the same key, then leaves its row alone.
    await tx.manager
      .createQueryBuilder()
      .insert()
      .into(PathClaimEntity)
      .values({ firm, pathKey, owner })
      .orIgnore()
      .execute();
    const held = await tx.manager.findOneByOrFail(PathClaimEntity, { firm, pathKey });
    return held.owner === owner;
  }
}
