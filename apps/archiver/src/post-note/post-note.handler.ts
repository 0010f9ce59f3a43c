import { causedBy, matterKey, matterStream, type Event } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { closingNote } from '../custody/closing-note.js';
import type { Notes } from './post-note.ports.js';

/** Clio’s clock and ours may differ by so much. */
const CLOCKS_APART_MS = 86_400_000;

/**
 * When a matter is archived, Clio gets one note of it. Clio knows no keys of requests: the note’s marker is looked up before
 * it is posted, so that neither a lost answer nor a crash makes a second one.
 */
export class PostNote {
  constructor(
    private readonly store: EventStore,
    private readonly notes: Notes,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'MatterArchived'>): Promise<Verdict> {
    const answered = await this.store.answered([event], 'archiver.post-note');
    if (answered.has(event.id)) return skip('noted before');
    const noted = await this.note(event).catch((error: unknown) => this.notes.verdictOf(error));
    if ('kind' in noted) return noted;
    const { firm } = event;
    const { matter, closing } = event.data;
    const stream = matterStream(firm, matter);
    const data = { matter, closing, archived: event.id, ...noted };
    const told = { name: 'ClosingNoted', stream, firm, key: matterKey(firm, matter), data } as const;
    const write = { stream, expected: 'any' as const, events: [told] };
    const cause = causedBy(event, 'archiver', 'post-note');
    await this.store.transact((tx) => this.store.append(tx, cause, [write], this.now()), { fence, firm });
    return done();
  }

  private async note(event: Event<'MatterArchived'>) {
    const { firm, time } = event;
    const { matter } = event.data;
    const note = closingNote(event);
    const since = new Date(Date.parse(time) - CLOCKS_APART_MS);
    const found = await this.notes.find(firm, matter, note.marker, since);
    if (found !== undefined) return { note: found, how: 'found' as const };
    return { note: await this.notes.post(firm, matter, note), how: 'posted' as const };
  }
}
