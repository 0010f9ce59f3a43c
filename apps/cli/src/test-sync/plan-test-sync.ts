import {
  documentStream,
  matterStream,
  type DocumentSnapshot,
  type FirmId,
  type MatterSnapshot,
  type Policy,
  type Reason,
} from '@counterpart/contracts';
import {
  candidates,
  ClaimBook,
  matterFolder,
  pathKey,
  place,
  reservedNames,
  type Place,
} from '@counterpart/placement';

/** A document that is to be copied into the sandbox. */
export interface PlannedCopy {
  readonly document: DocumentSnapshot;
  /** Below the sandbox, laid out as it would be live. */
  readonly path: string;
  readonly why: readonly Reason[];
}

/** A document that is not copied, and why. */
export interface LeftOut {
  readonly document: DocumentSnapshot;
  readonly reason: string;
  /** Where it would lie live, where it would. */
  readonly belongs: string | null;
  readonly why: readonly Reason[];
}

/** What a test sync would write. */
export interface TestSyncPlan {
  /** The matter’s folder below the sandbox. */
  readonly folder: string;
  readonly copies: readonly PlannedCopy[];
  readonly leftOut: readonly LeftOut[];
}

/** One matter as Clio has it, to be laid out by a policy. */
export interface Trial {
  readonly firm: FirmId;
  readonly policy: Policy;
  readonly matter: MatterSnapshot;
  /** Folder that takes everything; see {@link sandboxFault}. */
  readonly sandbox: string;
}

/**
 * Lays a matter out below a sandbox, by the same rules as live. What is privileged is never copied: the sandbox is an
 * open folder.
 */
export function planTestSync(trial: Trial, documents: readonly DocumentSnapshot[]): TestSyncPlan {
  const { policy, matter, sandbox } = trial;
  const settled = { snapshot: matter, folder: matterFolder(policy, matter).value };
  const claims = new ClaimBook([[settled.folder, matterStream(trial.firm, matter.id)]]);
  const copies: PlannedCopy[] = [];
  const leftOut: LeftOut[] = [];
  for (const document of documents.toSorted(byId)) {
    const placed = place(policy, settled, document);
    if (placed.kind === 'skip') {
      leftOut.push({ document, reason: placed.reason, belongs: null, why: placed.why });
      continue;
    }
    const path = `${placed.folder}/${claimedName(trial, claims, document, placed)}`;
    const { why } = placed;
    if (placed.access === 'restricted') leftOut.push({ document, reason: 'PRIVILEGED', belongs: path, why });
    else copies.push({ document, path: `${sandbox}${path}`, why });
  }
  return { folder: `${sandbox}${settled.folder}`, copies, leftOut };
}

/** The older document keeps the plain name, whatever order Clio lists them in. */
const byId = (one: DocumentSnapshot, other: DocumentSnapshot): number =>
  BigInt(one.id) < BigInt(other.id) ? -1 : 1;

function claimedName(
  { firm, policy }: Trial,
  claims: ClaimBook,
  { id }: DocumentSnapshot,
  { folder, name }: Place,
): string {
  const names = candidates(name, { id, folder, reserved: reservedNames(policy) });
  return claims.claim({ owner: documentStream(firm, id), folder, names }).name;
}

/**
 * What is wrong with a folder that is to be the sandbox; null where it may be.
 * @param policies the one that is tried, and the one in force: what either of them uses is live, or soon will be
 */
export function sandboxFault(policies: readonly Policy[], sandbox: string): string | null {
  if (!/^(\/[^/]+)+$/.test(sandbox)) return 'the sandbox is an absolute folder, such as “/Counterpart test”';
  const own = firstOf(sandbox);
  const live = policies.flatMap(liveFolders).find((folder) => firstOf(folder) === own);
  return live === undefined ? null : `the sandbox would lie beside live documents: a policy uses ${live}`;
}

const liveFolders = ({ roots, privileged, clientUploads, closing }: Policy): readonly string[] => [
  roots.default,
  ...Object.values(roots.practiceAreas),
  privileged.folder,
  clientUploads.folder,
  closing.folder,
];

const firstOf = (path: string): string => pathKey(`/${path.split('/')[1] ?? ''}`);
