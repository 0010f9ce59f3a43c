import type { DocumentSnapshot, Event, MatterSnapshot, Policy } from '@counterpart/contracts';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { matterFolder, place } from '@counterpart/placement';
import type { System } from '../verify.js';

/** Where a document belongs by the policy in force. */
export interface ExpectedPlace {
  readonly document: string;
  readonly counterpart: string;
  /** Folder and name, before other documents’ and matters’ claims on the same name are looked at. */
  readonly matterFolder: string;
  readonly folder: string;
  readonly name: string;
  readonly trashed: boolean;
}

const FACTS = [
  'PolicyApplied',
  'MatterRegistered',
  'MatterChanged',
  'DocumentAdded',
  'DocumentVersionAdded',
  'DocumentChanged',
  'DocumentRestored',
  'DocumentTrashed',
  'DocumentMirrored',
  'DriftHealed',
] as const;

/** What the facts leave: a fold of this file’s own. */
interface Picture {
  policy: Policy;
  readonly matters: Map<string, MatterSnapshot>;
  readonly documents: Map<string, DocumentSnapshot>;
  readonly trashed: Set<string>;
  readonly counterparts: Map<string, string>;
}

/** Asks `place` for every mirrored document, with the facts as they are told. */
export async function expectedPlaces({ trail }: Pick<System, 'trail'>): Promise<readonly ExpectedPlace[]> {
  const picture: Picture = {
    policy: DEFAULT_POLICY,
    matters: new Map(),
    documents: new Map(),
    trashed: new Set(),
    counterparts: new Map(),
  };
  for (const { event } of await trail.events(FACTS)) take(picture, event);
  return [...picture.documents.values()].flatMap((document) => placeOf(picture, document) ?? []);
}

function take(picture: Picture, event: Event): void {
  switch (event.name) {
    case 'PolicyApplied':
      picture.policy = event.data.policy;
      break;
    case 'MatterRegistered':
    case 'MatterChanged':
      picture.matters.set(event.data.matter.id, event.data.matter);
      break;
    case 'DocumentTrashed':
      picture.trashed.add(event.data.document);
      break;
    case 'DocumentMirrored':
    // A file that was put back may bear another id.
    case 'DriftHealed':
      picture.counterparts.set(event.data.document, event.data.counterpart);
      break;
    case 'DocumentRestored':
      picture.trashed.delete(event.data.document.id);
      picture.documents.set(event.data.document.id, event.data.document);
      break;
    case 'DocumentAdded':
    case 'DocumentVersionAdded':
    case 'DocumentChanged':
      picture.documents.set(event.data.document.id, event.data.document);
      break;
    default:
  }
}

function placeOf(picture: Picture, document: DocumentSnapshot): ExpectedPlace | undefined {
  const snapshot = picture.matters.get(document.matter ?? '');
  const counterpart = picture.counterparts.get(document.id);
  if (snapshot === undefined || counterpart === undefined) return undefined;
  const { policy } = picture;
  const { value: folder } = matterFolder(policy, snapshot);
  const placed = place(policy, { snapshot, folder }, document);
  if (placed.kind === 'skip') return undefined;
  const trashed = picture.trashed.has(document.id);
  const about = { document: document.id, counterpart, matterFolder: folder, trashed };
  const set = { folder: `${folder}/${policy.deletion.folder}`, name: placed.name };
  return trashed ? { ...about, ...set } : { ...about, folder: placed.folder, name: placed.name };
}
