import { namesIn, type Event, type EventData, type EventId, type MatterId } from '@counterpart/contracts';

/** How far a closing is. */
type ClosingState =
  'settling' | 'held-up' | 'archiving' | 'noting' | 'archived' | 'nothing-to-archive' | 'reopened';

/** A closing of a matter as it stands. */
export interface ClosingStanding {
  readonly matter: MatterId;
  readonly matterNumber: string | null;
  readonly client: string | null;
  readonly closing: EventId;
  readonly action: EventData<'ClosingBegun'>['action'];
  readonly state: ClosingState;
  readonly begunAt: string;
  /** Since when it is in this state. */
  readonly since: string;
  /** When it asks for what is missing. */
  readonly askAfter: string;
  /** What holds it up; null where nothing does. */
  readonly heldUp: Pick<EventData<'ClosingHeldUp'>, 'because' | 'missing' | 'unsettled' | 'refusal'> | null;
  readonly archives: EventData<'MatterArchived'>['archives'];
  readonly documents: number | null;
  /** Clio’s id of the note; null while there is none. */
  readonly note: string | null;
}

const OVER: readonly ClosingState[] = ['archived', 'nothing-to-archive', 'reopened'];

export const isOpen = ({ state }: ClosingStanding): boolean => !OVER.includes(state);

/** The closings that a matter’s story tells of, the newest last. */
export function closingsIn(story: readonly Event[]): readonly ClosingStanding[] {
  const found = new Map<EventId, ClosingStanding>();
  const { matterNumber, clientName: client } = namesIn(story);
  for (const event of story) {
    if (event.name === 'ClosingBegun') {
      found.set(event.data.closing, { ...begun(event), matterNumber, client });
    } else if ('closing' in event.data) {
      const known = found.get(event.data.closing);
      if (known !== undefined) found.set(known.closing, proceeded(known, event));
    }
  }
  return [...found.values()];
}

function begun({ time, data }: Event<'ClosingBegun'>): Omit<ClosingStanding, 'matterNumber' | 'client'> {
  const { matter, closing, action, askAfter } = data;
  const nothing = { heldUp: null, archives: [], documents: null, note: null };
  return { matter, closing, action, state: 'settling', begunAt: time, since: time, askAfter, ...nothing };
}

function proceeded(known: ClosingStanding, event: Event): ClosingStanding {
  const since = event.time;
  switch (event.name) {
    case 'ClosingHeldUp': {
      const { because, missing, unsettled, refusal } = event.data;
      const heldUp = { because, missing, unsettled, ...(refusal === undefined ? {} : { refusal }) };
      return { ...known, since, state: 'held-up', heldUp };
    }
    case 'ClosingRetryOrdered':
      return { ...known, since, state: known.documents === null ? 'settling' : 'archiving', heldUp: null };
    case 'ArchivingBegun':
      return { ...known, since, state: 'archiving', heldUp: null, documents: event.data.documents };
    case 'MatterArchived': {
      const { archives, documents } = event.data;
      return { ...known, since, state: 'noting', heldUp: null, archives, documents };
    }
    case 'ClosingNoted':
      return { ...known, since, state: 'archived', note: event.data.note };
    case 'ClosingEnded':
      return { ...known, since, state: event.data.how, heldUp: null };
    default:
      return known;
  }
}
