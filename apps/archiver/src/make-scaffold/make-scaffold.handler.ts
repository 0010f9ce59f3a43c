import { causedBy, matterKey, matterStream, type Event } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { foldersInOrder } from '../custody/folders-in-order.js';
import type { Folders } from './make-scaffold.ports.js';

/** When a scaffold is planned, its folders are made in Dropbox; those that stand already are left as they are. */
export class MakeScaffold {
  constructor(
    private readonly store: EventStore,
    private readonly folders: Folders,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'ScaffoldPlanned'>): Promise<Verdict> {
    const stream = matterStream(event.firm, event.data.matter);
    const story = await this.store.readStream(stream);
    if (story.some((told) => told.event.name === 'MatterScaffolded')) return skip('made before');
    const made = await this.make(event);
    if (typeof made !== 'number') return made;
    await this.store.transact(
      (tx) =>
        this.store.append(
          tx,
          causedBy(event, 'archiver', 'make-scaffold'),
          [
            {
              stream,
              expected: 'any',
              events: [
                {
                  name: 'MatterScaffolded',
                  stream,
                  firm: event.firm,
                  key: matterKey(event.firm, event.data.matter),
                  data: { matter: event.data.matter, folders: event.data.folders, made },
                },
              ],
            },
          ],
          this.now(),
        ),
      { fence, firm: event.firm },
    );
    return done();
  }

  private async make(event: Event<'ScaffoldPlanned'>): Promise<number | Verdict> {
    try {
      return await this.folders.make(event.firm, foldersInOrder(event.data.folders));
    } catch (error) {
      return this.folders.verdictOf(error);
    }
  }
}
