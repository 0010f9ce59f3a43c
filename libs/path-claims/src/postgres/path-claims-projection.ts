import type { Projector, ProjectorScope } from '@counterpart/event-store';
import { carriedBy, claimsOf, type PathClaim } from '../claims-of.js';
import { carryClaims } from './carry-claims.js';

/**
 * The claims as their events tell them. Only a rebuild from the topics folds it: the router itself writes claims in the
 * transactions of their events, so that two documents that come at once are told apart.
 */
export const PATH_CLAIMS_PROJECTION: Projector = {
  kind: 'projector',
  name: 'path-claims.v1',
  schema: 'router',
  project: async ({ client, schema }, events) => {
    let claims: PathClaim[] = [];
    for (const { event } of events) {
      claims.push(...claimsOf(event));
      const folder = carriedBy(event);
      if (folder === null) continue;
      // What was claimed before the folder moves is carried along.
      await insert(client, schema, claims);
      claims = [];
      await carryClaims(client, schema, folder);
    }
    await insert(client, schema, claims);
  },
};

async function insert(
  client: ProjectorScope['client'],
  schema: string,
  claims: readonly PathClaim[],
): Promise<void> {
  if (claims.length === 0) return;
  await client.query(
    `insert into ${schema}.path_claims (firm, path_key, owner)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    [claims.map(({ firm }) => firm), claims.map((claim) => claim.pathKey), claims.map(({ owner }) => owner)],
  );
}
