import type { AccessDeviation, DocumentId, FirmId, MatterId, Policy } from '@counterpart/contracts';
import { isWithin, privilegedBy, type FirmView, type LiveDocument } from '@counterpart/placement';
import {
  folderDeviations,
  itemDeviations,
  proofUnder,
  type FolderRecord,
  type ItemEvidence,
} from '@counterpart/restricted-folder';
import type { PrivilegedAccess } from './audit-privilege.ports.js';

/** One way in which something privileged can be opened that the policy does not allow. */
export interface Drift {
  /** Null where it is the restricted folder itself. */
  readonly document: DocumentId | null;
  readonly matter: MatterId | null;
  /** Where it lies; null where it is not found. */
  readonly path: string | null;
  /** `FILE_MISSING`: what was mirrored is not there any more. */
  readonly code: AccessDeviation['code'] | 'FILE_MISSING';
  readonly who: string | null;
  readonly through: string | null;
}

/** Who can open what is privileged, as it is now. */
export interface PrivilegeAudit {
  readonly firm: FirmId;
  readonly policyVersion: number;
  readonly folder: string;
  readonly group: string;
  /** Everybody whom the policy lets in: the group’s members. */
  readonly people: readonly string[];
  /** Privileged documents that lie in Dropbox. */
  readonly documents: number;
  readonly drift: readonly Drift[];
  readonly clean: boolean;
}

/** What is audited. */
export interface Audited {
  readonly policy: Policy;
  readonly view: FirmView;
  readonly record: FolderRecord;
}

/** Files that are asked about at once. */
const AT_ONCE = 8;

/**
 * Recomputes who can open each privileged document: members by name, in groups and from above, links to it and to every
 * folder above it. What the policy marks counts wherever it lies, and so does what was locked away before; prior versions and copies count with their document.
 */
export async function auditPrivilege(
  { policy, view, record }: Audited,
  access: PrivilegedAccess,
): Promise<PrivilegeAudit> {
  const documents = [...view.documents.values()].filter((document) => isPrivileged(policy, view, document));
  const proof = proofUnder(record, policy);
  const about = {
    firm: view.firm,
    policyVersion: policy.version,
    folder: policy.privileged.folder,
    group: policy.privileged.group,
    documents: documents.length,
  };
  if (proof === null) {
    const drift = documents.length === 0 ? [] : [unproven(policy)];
    return { ...about, people: [], drift, clean: drift.length === 0 };
  }
  const ofFolder = folderDeviations(await access.folder(proof.folder), proof.folder, proof);
  const deviationsOf = (file: ItemEvidence) => itemDeviations(file, proof);
  const ofFiles = await each(documents, async (document) => [
    ...driftOf(document, await access.file(document.counterpart ?? ''), deviationsOf),
    ...(await driftBeside(view, document, access, deviationsOf)),
  ]);
  const folder = { document: null, matter: null, path: proof.folder };
  const drift = [...ofFolder.map((deviation) => ({ ...folder, ...deviation })), ...ofFiles.flat()];
  return { ...about, people: await access.people(proof.group), drift, clean: drift.length === 0 };
}

function isPrivileged(policy: Policy, view: FirmView, document: LiveDocument): boolean {
  if (!document.mirrored || document.counterpart === null) return false;
  const { placement, snapshot } = document;
  if (placement !== null && isWithin(`${placement.folder}/${placement.name}`, policy.privileged.folder))
    return true;
  const matter = snapshot.matter === null ? undefined : view.matters.get(snapshot.matter);
  return matter !== undefined && privilegedBy(policy, matter.snapshot, snapshot) !== null;
}

const unproven = ({ privileged: { folder } }: Policy): Drift => ({
  document: null,
  matter: null,
  path: folder,
  code: 'FOLDER_NOT_THERE',
  who: null,
  through: folder,
});

function driftOf(
  { snapshot: { id: document, matter } }: LiveDocument,
  file: ItemEvidence | null,
  deviationsOf: (file: ItemEvidence) => readonly AccessDeviation[],
): readonly Drift[] {
  const about = { document, matter };
  if (file === null) return [{ ...about, path: null, code: 'FILE_MISSING', who: null, through: null }];
  return deviationsOf(file).map((deviation) => ({ ...about, path: file.standing.path, ...deviation }));
}

/** Prior versions and copies are as privileged as their document. One that somebody deleted can be opened by nobody. */
async function driftBeside(
  view: FirmView,
  document: LiveDocument,
  access: PrivilegedAccess,
  deviationsOf: (file: ItemEvidence) => readonly AccessDeviation[],
): Promise<readonly Drift[]> {
  const drift: Drift[] = [];
  for (const { file } of view.companionsOf(document.snapshot.id)) {
    const evidence = await access.file(file);
    if (evidence !== null) drift.push(...driftOf(document, evidence, deviationsOf));
  }
  return drift;
}

/** Some at a time, the results in the order of what was asked. */
async function each<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const queue = [...items.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.set(next[0], await ask(next[1]));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
