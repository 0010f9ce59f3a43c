import type { ClosingAction, Event, EventData, EventId } from '@counterpart/contracts';

/**
 * A closing of a matter, folded from its stream.
 *
 * - `settling`: its documents are waited for.
 * - `archiving`: its folder moves, or is packed.
 * - `noting`: it is archived; Clio is to bear the note.
 * - `over`: noted, or nothing was to be archived. The matter stays where it is.
 * - `dropped`: the matter was opened again before that.
 */
type ClosingStage = 'settling' | 'archiving' | 'noting' | 'over' | 'dropped';

export interface Closing {
  /** The MatterClosed event. */
  readonly id: EventId;
  readonly stage: ClosingStage;
  readonly action: ClosingAction;
  readonly begunAt: string;
  /** Milliseconds after which it asks; counted anew when it is told to try again. */
  readonly patienceMs: number;
  readonly askAfter: string;
  /** What it was held up by when it asked last; null while it did not. */
  readonly heldUp: EventData<'ClosingHeldUp'>['because'] | null;
  /** Where it is archived to, once that begun. */
  readonly archiving: Pick<EventData<'ArchivingBegun'>, 'from' | 'to' | 'documents' | 'why'> | null;
  /** How far its files are packed, where they are to be. */
  readonly packing: 'open' | 'packed' | 'refused';
  /** Why they could not be packed; null where they could, or were not to be. */
  readonly refusal: Pick<EventData<'PackingRefused'>, 'reason' | 'at'> | null;
  readonly archives: EventData<'MatterArchived'>['archives'];
}

/** Folds what is told of closings; other events leave it as it is. */
export function evolveClosing(closing: Closing | null, event: Event): Closing | null {
  if (event.name === 'ClosingBegun') return begun(event);
  if (closing === null) return null;
  if (event.name === 'MatterReopened') return reopened(closing);
  const isOwn = 'closing' in event.data && event.data.closing === closing.id;
  return isOwn ? proceeded(closing, event) : closing;
}

function begun({ time, data }: Event<'ClosingBegun'>): Closing {
  return {
    id: data.closing,
    stage: 'settling',
    action: data.action,
    begunAt: time,
    patienceMs: Math.max(0, Date.parse(data.askAfter) - Date.parse(time)),
    askAfter: data.askAfter,
    heldUp: null,
    archiving: null,
    packing: 'open',
    refusal: null,
    archives: [],
  };
}

/** An archived matter that is opened again has no closing any more. */
const reopened = (closing: Closing): Closing | null =>
  closing.stage === 'over' ? null : { ...closing, stage: 'dropped' };

function proceeded(closing: Closing, event: Event): Closing | null {
  switch (event.name) {
    case 'ClosingHeldUp':
      return { ...closing, heldUp: event.data.because };
    case 'ClosingRetryOrdered': {
      const askAfter = new Date(Date.parse(event.time) + closing.patienceMs).toISOString();
      return again({ ...closing, heldUp: null, askAfter });
    }
    case 'ArchivingBegun':
      return archivingBegun(closing, event.data);
    case 'MatterPacked': {
      const archives = event.data.archives.map(({ path, access }) => ({ path, access }));
      return { ...closing, packing: 'packed', archives };
    }
    case 'PackingRefused':
      return packingRefused(closing, event.data);
    case 'MatterArchived':
      return closing.stage === 'dropped' ? closing : { ...closing, stage: 'noting', heldUp: null };
    case 'ClosingNoted':
      return closing.stage === 'dropped' ? closing : { ...closing, stage: 'over' };
    case 'ClosingEnded':
      return event.data.how === 'reopened' ? null : { ...closing, stage: 'over' };
    default:
      return closing;
  }
}

function archivingBegun(closing: Closing, data: EventData<'ArchivingBegun'>): Closing {
  const { from, to, documents, why } = data;
  const archiving = { from, to, documents, why };
  return { ...closing, stage: 'archiving', heldUp: null, archiving, packing: 'open', refusal: null };
}

/** A hold is nothing to mend: it is packed as soon as that is lifted, which it may be already. */
function packingRefused(closing: Closing, { reason, at }: EventData<'PackingRefused'>): Closing {
  const refused: Closing = { ...closing, packing: 'refused', refusal: { reason, at } };
  return reason === 'LEGAL_HOLD' ? packedAnew(refused) : refused;
}

/** What could not be packed is packed anew. */
const again = (closing: Closing): Closing => (closing.packing === 'refused' ? packedAnew(closing) : closing);

/** What was packed, or could not be, is settled first, then packed anew; what is being packed goes on. */
export const packedAnew = (closing: Closing): Closing =>
  closing.stage === 'archiving' && closing.action === 'zip' && closing.packing !== 'open'
    ? { ...closing, stage: 'settling', packing: 'open', heldUp: null }
    : closing;
