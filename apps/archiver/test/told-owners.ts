import type { DocumentId } from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';
import type { FileOwners } from '../src/custody/file-owners.js';
import type { GivenPlaces } from '../src/find-drift/find-drift.ports.js';

/** Owners of files as a spec tells them; what it does not tell is nobody’s. */
export const toldOwners = (told: ReadonlyMap<string, DocumentId> = new Map()): FileOwners => ({
  of: (_, files) => Promise.resolve(new Map([...told].filter(([file]) => files.includes(file)))),
});

/** Places as a spec tells whose they are, by path. */
export const toldPlaces = (told: ReadonlyMap<string, DocumentId> = new Map()): Pick<GivenPlaces, 'at'> => ({
  at: (_, paths) =>
    Promise.resolve(
      [...told].flatMap(([path, document]) =>
        paths.includes(path) ? [{ key: pathKey(path), document }] : [],
      ),
    ),
});
