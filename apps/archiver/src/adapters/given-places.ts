import { DocumentId, documentStream, type FirmId } from '@counterpart/contracts';
import { ownersOf } from '@counterpart/path-claims';
import { pathKey } from '@counterpart/placement';
import type { EventStore } from '@counterpart/event-store';
import type { GivenPlaces } from '../find-drift/find-drift.ports.js';

/** The router’s registry of places, read. */
export class ClaimedPlaces implements GivenPlaces {
  constructor(private readonly store: EventStore) {}

  async holders(
    firm: FirmId,
    { at, below }: Parameters<GivenPlaces['holders']>[1],
  ): Promise<readonly DocumentId[]> {
    if (at.length === 0 && below.length === 0) return [];
    const held = await this.store.transact(
      ({ client }) => ownersOf(client, firm, { paths: at, folders: below }),
      { firm },
    );
    const prefix = `document-${firm}-`;
    const documents = held.flatMap(({ owner }) =>
      owner.startsWith(prefix) ? [DocumentId.parse(owner.slice(prefix.length))] : [],
    );
    return [...new Set(documents)];
  }

  async isHeldBy(firm: FirmId, document: DocumentId, path: string): Promise<boolean> {
    const held = await this.store.transact(
      ({ client }) => ownersOf(client, firm, { paths: [path], folders: [] }),
      { firm },
    );
    const owner = documentStream(firm, document);
    return held.some((one) => one.pathKey === pathKey(path) && one.owner === owner);
  }
}
