import type { DocumentId } from '@counterpart/contracts';
import type { FileOwners } from '../src/custody/file-owners.js';

/** Owners of files as a spec tells them; what it does not tell is nobody’s. */
export const toldOwners = (told: ReadonlyMap<string, DocumentId> = new Map()): FileOwners => ({
  of: (_, files) => Promise.resolve(new Map([...told].filter(([file]) => files.includes(file)))),
});
