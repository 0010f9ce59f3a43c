import { DocumentId, documentStream, type FirmId } from '@counterpart/contracts';
import { ownersOf } from '@counterpart/path-claims';
import { pathKey } from '@counterpart/placement';
import type { EventStore } from '@counterpart/event-store';
import type { GivenPlaces, HeldPlace } from '../find-drift/find-drift.ports.js';

/** The router’s registry of places, read. */
export class ClaimedPlaces implements GivenPlaces {
  constructor(private readonly store: EventStore) {}

  at(firm: FirmId, paths: readonly string[]): Promise<readonly HeldPlace[]> {
    return this.#held(firm, { paths, folders: [] });
  }

  async below(firm: FirmId, folders: readonly string[]): Promise<readonly DocumentId[]> {
    const held = await this.#held(firm, { paths: [], folders });
    return [...new Set(held.map(({ document }) => document))];
  }

  async isHeldBy(firm: FirmId, document: DocumentId, path: string): Promise<boolean> {
    const held = await this.store.transact(
      ({ client }) => ownersOf(client, firm, { paths: [path], folders: [] }),
      { firm },
    );
    const owner = documentStream(firm, document);
    return held.some((one) => one.pathKey === pathKey(path) && one.owner === owner);
  }

  async #held(firm: FirmId, asked: Parameters<typeof ownersOf>[2]): Promise<readonly HeldPlace[]> {
    if (asked.paths.length === 0 && asked.folders.length === 0) return [];
    const held = await this.store.transact(({ client }) => ownersOf(client, firm, asked), { firm });
    const prefix = `document-${firm}-`;
    return held.flatMap(({ owner, pathKey: key }) =>
      owner.startsWith(prefix) ? [{ key, document: DocumentId.parse(owner.slice(prefix.length)) }] : [],
    );
  }
}
