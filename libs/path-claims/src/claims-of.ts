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
    default:
      return [];
  }
}
