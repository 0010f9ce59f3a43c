import {
  firmStream,
  matterKey,
  sameWord,
  type Event,
  type EventData,
  type FirmId,
  type Policy,
  type RestrictedPlace,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';

/** What the firm’s stream tells of its restricted folder. */
export interface FolderRecord {
  /** What was asked for last; null where nothing was yet. */
  readonly planned: EventData<'RestrictedFolderPlanned'> | null;
  /** What was proven last; null where nothing was, or the last try was refused. */
  readonly proven:
    (EventData<'RestrictedFolderProven'> & { readonly proof: RestrictedPlace['proof'] }) | null;
  /** Whether anything was proven at this path before: what lies there then is ours. */
  readonly everProven: ReadonlySet<string>;
}

/** Nothing is known. */
export const UNPROVEN: FolderRecord = Object.freeze({
  planned: null,
  proven: null,
  everProven: new Set<string>(),
});

/** Folds one event of the firm’s stream. */
export function evolveFolder(record: FolderRecord, event: Event): FolderRecord {
  switch (event.name) {
    case 'RestrictedFolderPlanned':
      return { ...record, planned: event.data };
    case 'RestrictedFolderProven': {
      const everProven = new Set([...record.everProven, event.data.folder]);
      return { ...record, proven: { ...event.data, proof: event.id }, everProven };
    }
    case 'RestrictedFolderRefused':
      return { ...record, proven: null };
    default:
      return record;
  }
}

/** Whether a folder is, or lies within, one that is or was to be restricted. */
export const isShut = ({ planned, everProven }: FolderRecord, folder: string): boolean =>
  [...everProven, ...(planned === null ? [] : [planned.folder])].some((shut) =>
    `${folder}/`.startsWith(`${shut}/`),
  );

/** Whether something was asked for, or proven, for the folder and group that the policy names. */
export const isFor = (
  told: Pick<EventData<'RestrictedFolderPlanned'>, 'folder' | 'groupName'>,
  { privileged }: Policy,
): boolean => told.folder === privileged.folder && sameWord(told.groupName, privileged.group);

/** The proof that holds under a policy, as what is placed by it carries it; null where there is none. */
export function proofUnder({ proven }: FolderRecord, policy: Policy): RestrictedPlace | null {
  if (proven === null || !isFor(proven, policy)) return null;
  const { proof, folder, namespace, group, owner } = proven;
  return { proof, folder, namespace, group, owner };
}

/** The plan of the restricted folder that the policy names; none where it was planned before. */
export function folderPlan(
  firm: FirmId,
  policy: Policy,
  { planned }: FolderRecord,
): readonly NewEvent<'RestrictedFolderPlanned'>[] {
  if (planned !== null && isFor(planned, policy)) return [];
  const { folder, group: groupName } = policy.privileged;
  const data = { folder, groupName, policyVersion: policy.version };
  const stream = firmStream(firm);
  return [{ name: 'RestrictedFolderPlanned', stream, firm, key: matterKey(firm, null), data }];
}

/** Reads what is known of a firm’s restricted folder. */
export async function folderRecord(
  store: Pick<EventStore, 'readStream'>,
  firm: FirmId,
  tx?: Transaction,
): Promise<FolderRecord> {
  const story = await store.readStream(firmStream(firm), tx === undefined ? {} : { tx });
  return story.reduce((record, { event }) => evolveFolder(record, event), UNPROVEN);
}
