import { causedBy, documentStream, matterKey, type Event } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { VersionFiles } from './archive-version.ports.js';
import { keepVersion, type Keeping } from './keep-version.js';

/** How often a file may change under our hands before that is left for later. */
const LOOKS = 3;

/** When a version is about to be replaced, it is copied beside the file that lies in place, which stays as it is. */
export class ArchiveVersion {
  constructor(
    private readonly store: EventStore,
    private readonly files: VersionFiles,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'VersionArchivePlanned'>): Promise<Verdict> {
    const answered = await this.store.answered([event.id], 'archiver.archive-version');
    if (answered.has(event.id)) return skip('archived before');
    const keeping = await this.keep(event);
    if ('kind' in keeping) return keeping;
    const stream = documentStream(event.firm, event.data.document);
    const { document, matter, version } = event.data;
    const data = { document, matter, planned: event.id, versionNumber: version.number, ...keeping };
    const key = matterKey(event.firm, matter);
    const outcome = { name: 'VersionArchived', stream, firm: event.firm, key, data } as const;
    const write = { stream, expected: 'any' as const, events: [outcome] };
    await this.store.transact(
      (tx) => this.store.append(tx, causedBy(event, 'archiver', 'archive-version'), [write], this.now()),
      { fence },
    );
    return done();
  }

  private async keep(event: Event<'VersionArchivePlanned'>): Promise<Keeping | Verdict> {
    try {
      for (let looks = 1; looks <= LOOKS; looks += 1) {
        const keeping = await keepVersion(this.files, event.firm, event.data);
        if (keeping !== undefined) return keeping;
      }
      return retry('CONTENT_MISMATCH');
    } catch (error) {
      return this.files.verdictOf(error);
    }
  }
}
