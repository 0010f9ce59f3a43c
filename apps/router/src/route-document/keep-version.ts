import { documentStream, type DocumentSnapshot } from '@counterpart/contracts';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import { candidates, versionPlace } from '@counterpart/placement';
import type { Scene } from './document-looks.js';
import { addressed, requireMatter } from './moving-steps.js';
import type { PathClaims } from './route-document.ports.js';

/** Plans that a version that was told late is kept beside the counterpart: Clio alone has its bytes. */
export async function keepLate(
  claims: PathClaims,
  tx: Transaction,
  scene: Scene,
  prior: DocumentSnapshot,
): Promise<NewEvent<'VersionArchivePlanned'>> {
  const planned = await keepVersion(claims, tx, scene, prior);
  const { size } = prior.version;
  return { ...planned, data: { ...planned.data, size, rev: null, contentHash: null } };
}

/** Plans that the version in place is kept beside it, and claims the name that it takes there. */
export async function keepVersion(
  claims: PathClaims,
  tx: Transaction,
  scene: Scene,
  prior: DocumentSnapshot,
): Promise<NewEvent<'VersionArchivePlanned'>> {
  const { firm, policy, matter, course } = scene;
  const { counterpart } = course;
  if (counterpart === null || matter.snapshot === null)
    throw new TypeError('only what lies in place is kept');
  const { folder, name } = versionPlace(policy, matter.snapshot, prior, counterpart.placement);
  const owner = documentStream(firm, prior.id);
  const claimed = await claims.claim(tx, firm, {
    owner,
    folder,
    names: candidates(name, { id: prior.id, folder }),
  });
  const { id, rev, size, contentHash } = counterpart;
  return addressed(scene, prior, 'VersionArchivePlanned', {
    document: prior.id,
    matter: requireMatter(prior),
    version: { id: prior.version.id, number: prior.version.number },
    counterpart: id,
    rev,
    size,
    contentHash,
    to: { folder, name: claimed.name, disambiguated: claimed.name !== name },
    policyVersion: policy.version,
    why: [{ rule: 'versions.name', on: String(prior.version.number), gives: claimed.name }],
  });
}
