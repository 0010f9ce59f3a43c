import {
  documentStream,
  matterStream,
  type Event,
  type FirmId,
  type StreamName,
} from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';

/** A path that was given away, for ever. */
export interface PathClaim {
  readonly firm: FirmId;
  /** Folded path, see `pathKey`. */
  readonly pathKey: string;
  /** Stream of the document or matter that holds it. */
  readonly owner: StreamName;
}

/** The claims that were made together with an event: its places say which. */
export function claimsOf(event: Event): readonly PathClaim[] {
  const { firm } = event;
  switch (event.name) {
    case 'DocumentRouted': {
      const owner = documentStream(firm, event.data.document);
      const places = [event.data.placement, ...(event.data.copies ?? [])];
      return places.map(({ folder, name }) => ({ firm, owner, pathKey: pathKey(`${folder}/${name}`) }));
    }
    case 'ScaffoldPlanned': {
      const [folder] = event.data.folders;
      const owner = matterStream(firm, event.data.matter);
      return folder === undefined ? [] : [{ firm, owner, pathKey: pathKey(folder) }];
    }
    case 'FolderReassigned': {
      const { matter, to } = event.data;
      return [{ firm, owner: matterStream(firm, matter), pathKey: pathKey(to) }];
    }
    case 'RelocationPlanned':
    case 'SetAsidePlanned': {
      const { document, matter, to } = event.data;
      const owner = document === null ? matterStream(firm, matter) : documentStream(firm, document);
      return [{ firm, owner, pathKey: pathKey(`${to.folder}/${to.name}`) }];
    }
    default:
      return [];
  }
}

/** A folder that moves with all that lies below it: whoever holds a path there holds it at the new place, too. */
export interface CarriedFolder {
  readonly firm: FirmId;
  readonly from: string;
  readonly to: string;
}

/** The folder that moves by an event; null for other events. */
export function carriedBy(event: Event): CarriedFolder | null {
  if (event.name !== 'RelocationPlanned' || event.data.document !== null) return null;
  const { from, to } = event.data;
  return { firm: event.firm, from, to: `${to.folder}/${to.name}` };
}
