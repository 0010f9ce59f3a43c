import { documentStream, type DocumentId, type FirmId, type StreamName } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import DataLoader from 'dataloader';
import type { ToldVersions } from '../stage-document/stage-document.ports.js';

/** Which versions of documents were told, as the trail says. Documents that come at the same time share a query. */
export class StoredVersions implements ToldVersions {
  readonly #newest: DataLoader<StreamName, number>;

  constructor(private readonly store: Pick<EventStore, 'readStreams'>) {
    this.#newest = new DataLoader((streams) => this.#read(streams), { cache: false });
  }

  async isReplaced(firm: FirmId, document: DocumentId, versionNumber: number): Promise<boolean> {
    return (await this.#newest.load(documentStream(firm, document))) > versionNumber;
  }

  /** The highest version number of each; 0 where none was told. */
  async #read(streams: readonly StreamName[]): Promise<number[]> {
    const stories = await this.store.readStreams([...new Set(streams)]);
    return streams.map((stream) =>
      (stories.get(stream) ?? []).reduce((newest, { event }) => {
        const isTold = event.name === 'DocumentAdded' || event.name === 'DocumentVersionAdded';
        return isTold ? Math.max(newest, event.data.document.version.number) : newest;
      }, 0),
    );
  }
}
