import { causedBy, documentStream, matterKey, type Event } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { ShelfGate, VersionFiles } from './archive-version.ports.js';
import { keepVersion, type Keeping } from './keep-version.js';

/** How often a file may change under our hands before that is left for later. */
const LOOKS = 3;

type Outcome = NewEvent<'VersionArchived'> | NewEvent<'VersionArchiveRefused'>;

/**
 * When a version is about to be replaced, it is copied beside the file that lies in place, which stays as it is. Within the
 * restricted folder who can open it is read back before.
 */
export class ArchiveVersion {
  constructor(
    private readonly store: EventStore,
    private readonly files: VersionFiles,
    private readonly gate: ShelfGate,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'VersionArchivePlanned'>): Promise<Verdict> {
    const answered = await this.store.answered([event], 'archiver.archive-version');
    if (answered.has(event.id)) return skip('archived before');
    const outcome = await this.outcomeOf(event);
    if ('kind' in outcome) return outcome;
    const write = { stream: outcome.stream, expected: 'any' as const, events: [outcome] };
    await this.store.transact(
      (tx) => this.store.append(tx, causedBy(event, 'archiver', 'archive-version'), [write], this.now()),
      { fence, firm: event.firm },
    );
    return done();
  }

  private async outcomeOf(event: Event<'VersionArchivePlanned'>): Promise<Outcome | Verdict> {
    const { firm, data } = event;
    const { document, matter, version } = data;
    const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
    const about = { document, matter, planned: event.id, versionNumber: version.number };
    try {
      const refusal = await this.gate.refusalOf(firm, data);
      if (refusal !== null) {
        const told = { ...about, proof: refusal.proof, deviations: [...refusal.deviations] };
        return { ...address, name: 'VersionArchiveRefused', data: told };
      }
      const keeping = await this.keep(event);
      return keeping === undefined
        ? retry('CONTENT_MISMATCH')
        : { ...address, name: 'VersionArchived', data: { ...about, ...keeping } };
    } catch (error) {
      return this.files.verdictOf(error);
    }
  }

  /** @returns undefined where the file was changed each time it was looked at */
  private async keep({ firm, data }: Event<'VersionArchivePlanned'>): Promise<Keeping | undefined> {
    for (let looks = 1; looks <= LOOKS; looks += 1) {
      const keeping = await keepVersion(this.files, firm, data);
      if (keeping !== undefined) return keeping;
    }
    return undefined;
  }
}
