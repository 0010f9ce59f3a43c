import type { DocumentId, EventData, FirmId, MatterId } from '@counterpart/contracts';
import type { Seen } from '../custody/seen-file.js';

/** Files in the firm’s Dropbox. */
export interface PriorFiles {
  /** @param place a path, or the id of a file */
  look(firm: FirmId, place: string): Promise<Seen>;
  /** Removes the revision that was looked at, and no other. */
  remove(
    firm: FirmId,
    file: { readonly path: string; readonly rev: string },
  ): Promise<'removed' | 'changed' | 'gone'>;
}

/** Guards where a ZIP of versions is put. Whatever it does not know, it refuses. */
export interface ShelfAccess {
  /** Reads back who can open the folder, where it is restricted; into an open one goes nothing that is marked by now. */
  refusalOf(
    firm: FirmId,
    subject: { readonly document: DocumentId; readonly matter: MatterId; readonly folder: string },
  ): Promise<'MARKED_PRIVILEGED' | 'RESTRICTED_FOLDER_NOT_PROVEN' | null>;
  /** Closes other ways into a file that lies within the restricted folder. */
  seal(firm: FirmId, folder: string, file: string): Promise<void>;
}

/** Why nothing is thinned now. */
export type ThinningRefusal = Pick<EventData<'VersionThinningRefused'>, 'reason' | 'changed'>;
