import {
  causedBy,
  documentStream,
  matterKey,
  matterStream,
  type Event,
  type EventData,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, noted, outage, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { pathKey } from '@counterpart/placement';
import type { Way } from '../custody/place.js';
import { carryFile, type Carried } from './carry-file.js';
import { carryFolder, type FolderMove } from './carry-folder.js';
import type { Premises, Refusal, RestrictedGate } from './relocate-counterpart.ports.js';

/** The decisions that move something. */
export type PlannedMove = 'RelocationPlanned' | 'SetAsidePlanned';

type Outcome = 'Relocated' | 'RelocationConflictFound' | 'RelocationRefused' | 'RelocationSplit';

/** When a move is decided, it is made once, within Dropbox: nothing is overwritten, ids and links stay. */
export class Relocate {
  constructor(
    private readonly store: EventStore,
    private readonly premises: Premises,
    private readonly gate: RestrictedGate,
    private readonly now: () => Date,
  ) {}

  async handle(delivery: Delivery<PlannedMove>): Promise<Verdict> {
    const { event } = delivery;
    const story = await this.store.readStream(streamOf(event));
    const answers = story.filter(
      ({ event: told }) => 'planned' in told.data && told.data.planned === event.id,
    );
    if (answers.some(({ event: told }) => told.name !== 'RelocationSplit')) return skip('answered before');
    try {
      const isSplit = answers.length > 0;
      const refusal = await this.gate.refusalOf(event.firm, event.data, purposeOf(event));
      // A folder of which parts went already goes as a whole: a hold that came since would leave it in two places.
      const isFinished = isSplit && refusal === 'LEGAL_HOLD';
      if (refusal !== null && !isFinished) {
        await this.record(delivery, refused(event, refusal));
        return noted();
      }
      const isReturn = story.some(({ event: told }) => hasLeft(told, wayOf(event.data).to));
      const carried = await this.carry(delivery, { isSplit, isReturn });
      if (carried.kind === 'unsettled') return outage('DROPBOX_UNAVAILABLE');
      return await this.record(delivery, outcomeOf(event, carried));
    } catch (error) {
      return this.premises.verdictOf(error);
    }
  }

  private carry(
    delivery: Delivery<PlannedMove>,
    folder: Pick<FolderMove, 'isSplit' | 'isReturn'>,
  ): Promise<Carried> {
    const { event, signal } = delivery;
    const { firm, data } = event;
    const way = wayOf(data);
    if (data.counterpart !== null) {
      const isSought = data.access === 'into-restricted';
      return carryFile(this.premises, firm, { counterpart: data.counterpart, way, isSought, signal });
    }
    const witness = event.name === 'RelocationPlanned' ? event.data.witness : undefined;
    const split = async (): Promise<void> => {
      await this.record(delivery, { ...addressOf(event), name: 'RelocationSplit', data: aboutOf(event) });
    };
    return carryFolder(this.premises, firm, { way, witness, ...folder, split, signal });
  }

  private async record(
    { event, fence }: Delivery<PlannedMove>,
    outcome: NewEvent<Outcome>,
  ): Promise<Verdict> {
    const handler = outcome.name === 'RelocationSplit' ? 'split' : 'relocate';
    const { stream } = outcome;
    await this.store.transact(
      (tx) =>
        this.store.append(
          tx,
          causedBy(event, 'archiver', handler),
          [{ stream, expected: 'any', events: [outcome] }],
          this.now(),
        ),
      { fence, firm: event.firm },
    );
    return done();
  }
}

function outcomeOf(
  event: Event<PlannedMove>,
  carried: Exclude<Carried, { readonly kind: 'unsettled' }>,
): NewEvent<Outcome> {
  const address = addressOf(event);
  const about = aboutOf(event);
  if (carried.kind === 'conflict') {
    const { found, at } = carried;
    return { ...address, name: 'RelocationConflictFound', data: { ...about, found, at } };
  }
  const { entry, how } = carried;
  const rev = entry.kind === 'file' ? entry.rev : null;
  const purpose = purposeOf(event);
  return { ...address, name: 'Relocated', data: { ...about, purpose, counterpart: entry.id, rev, how } };
}

/** Whether a folder’s parts were moved out of a place. */
const hasLeft = (told: Event, place: string): boolean =>
  told.name === 'RelocationSplit' && pathKey(told.data.from) === pathKey(place);

const purposeOf = ({ name }: Event<PlannedMove>): EventData<'Relocated'>['purpose'] =>
  name === 'SetAsidePlanned' ? 'set-aside' : 'follow';

const refused = (event: Event<PlannedMove>, reason: Refusal): NewEvent<'RelocationRefused'> => ({
  ...addressOf(event),
  name: 'RelocationRefused',
  data: { ...aboutOf(event), reason },
});

const wayOf = ({ from, to, via }: EventData<PlannedMove>): Way => ({
  from,
  to: `${to.folder}/${to.name}`,
  via,
});

const aboutOf = ({ id, data }: Event<PlannedMove>) => {
  const { from, to } = wayOf(data);
  return { matter: data.matter, document: data.document, planned: id, from, to };
};

const streamOf = ({ firm, data: { document, matter } }: Event<PlannedMove>) =>
  document === null ? matterStream(firm, matter) : documentStream(firm, document);

const addressOf = (event: Event<PlannedMove>) => ({
  stream: streamOf(event),
  firm: event.firm,
  key: matterKey(event.firm, event.data.matter),
});
