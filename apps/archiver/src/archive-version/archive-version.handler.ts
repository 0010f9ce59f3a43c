import {
  causedBy,
  documentStream,
  matterKey,
  type Event,
  type EventData,
  type FirmId,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { dead, done, noted, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { rebased, split } from '@counterpart/placement';
import { knownFileIn } from '../custody/known-file.js';
import { NoNameFree } from '../custody/no-name-free.js';
import type { SeenFile } from '../custody/seen-file.js';
import { wholeStory } from '../custody/whole-story.js';
import type { KnownPlan, ShelfGate, ShelfRefusal, VersionFiles } from './archive-version.ports.js';
import { keepLate, keepVersion, type Keeping } from './keep-version.js';

/** How often a file may change under our hands before that is left for later. */
const LOOKS = 3;

/**
 * Minutes until other bytes than those that are known are asked for again. What is the same after the last wait is no passing
 * damage: it is told, and the next version does not wait for it.
 */
const DAMAGED_MINUTES = [5, 25, 125];

type Tried =
  | { readonly kind: 'kept'; readonly keeping: Keeping }
  | { readonly kind: 'refused'; readonly refusal: ShelfRefusal };

/** Where a document’s counterpart lies by the trail, and where a version of it goes. */
interface Places {
  readonly lies: { readonly counterpart: string | null; readonly place: string | null };
  readonly to: EventData<'VersionArchivePlanned'>['to'];
}

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

  async handle(delivery: Delivery<'VersionArchivePlanned'>): Promise<Verdict> {
    return isKnown(delivery.event.data) ? this.archive(delivery) : skip('told late: it is brought apart');
  }

  /** Keeps a version, from wherever its bytes come. */
  async archive(delivery: Delivery<'VersionArchivePlanned'>): Promise<Verdict> {
    const { event, fence } = delivery;
    const answered = await this.store.answered([event], 'archiver.archive-version');
    if (answered.has(event.id)) return skip('archived before');
    const outcome = await this.outcomeOf(delivery);
    if ('kind' in outcome) return outcome;
    const write = { stream: outcome.stream, expected: 'any' as const, events: [outcome] };
    await this.store.transact(
      (tx) => this.store.append(tx, causedBy(event, 'archiver', 'archive-version'), [write], this.now()),
      { fence, firm: event.firm },
    );
    // Nobody was asked for bytes.
    return outcome.name === 'VersionArchiveRefused' ? noted() : done();
  }

  private async outcomeOf(delivery: Delivery<'VersionArchivePlanned'>): Promise<Outcome | Verdict> {
    const { event, tries } = delivery;
    const { firm, data } = event;
    const { document, matter, version } = data;
    const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
    const about = { document, matter, planned: event.id, versionNumber: version.number };
    try {
      const tried = await this.keep(delivery);
      if (tried === undefined) return retry('CONTENT_MISMATCH');
      if (tried.kind === 'kept')
        return { ...address, name: 'VersionArchived', data: { ...about, ...tried.keeping } };
      const { proof, deviations } = tried.refusal;
      const told = { ...about, proof, deviations: [...deviations] };
      return { ...address, name: 'VersionArchiveRefused', data: told };
    } catch (error) {
      if (error instanceof NoNameFree) return dead('DROPBOX_PATH_REFUSED');
      return inGoodTime(this.files.verdictOf(error), tries);
    }
  }

  /**
   * The gate is asked after each look, and what is copied is copied from where it was seen before: what was marked and locked
   * away since is not found there.
   * @returns undefined where the file was changed each time it was looked at
   */
  private async keep({
    event,
    tries,
    signal,
  }: Delivery<'VersionArchivePlanned'>): Promise<Tried | undefined> {
    const { firm } = event;
    for (let looks = 1; looks <= LOOKS; looks += 1) {
      const seen = await this.files.look(firm, event.data.counterpart);
      const { lies, to } = await this.placesOf(event);
      const data = { ...event.data, to };
      const grave = seen.kind === 'nothing' && lies.counterpart === data.counterpart ? lies.place : null;
      const work = { ...data, lies: lies.place };
      const refusal = await this.refusalOf(firm, work, grave);
      if (refusal !== null) return { kind: 'refused', refusal };
      const seal = ({ path, id }: SeenFile): Promise<void> => this.gate.seal(firm, split(path).folder, id);
      const maySend = async (): Promise<boolean> => (await this.gate.refusalOf(firm, work)) === null;
      const terms = { seen, signal, maySend, isLastTry: tries > DAMAGED_MINUTES.length };
      const keeping = isKnown(data)
        ? await keepVersion(this.files, firm, { ...terms, plan: data, grave, seal })
        : await keepLate(this.files, firm, { ...terms, plan: data });
      if (keeping !== undefined) return { kind: 'kept', keeping };
    }
    return undefined;
  }

  /** Where the document’s counterpart lies, or lay where it is nowhere by now, and where its version goes, by the trail. */
  private async placesOf(event: Event<'VersionArchivePlanned'>): Promise<Places> {
    const { firm, data } = event;
    const { all } = await wholeStory(this.store, firm, data.document);
    const lies = knownFileIn(all, data.document) ?? { counterpart: null, place: null };
    return { lies, to: isKnown(data) ? data.to : along(event, all) };
  }

  /** A deleted file stands up where it lay: that place is guarded, too. */
  private async refusalOf(
    firm: FirmId,
    plan: Parameters<ShelfGate['refusalOf']>[1],
    grave: string | null,
  ): Promise<ShelfRefusal | null> {
    const refusal = await this.gate.refusalOf(firm, plan);
    if (refusal !== null || grave === null) return refusal;
    return this.gate.refusalOf(firm, { ...plan, to: { ...plan.to, ...split(grave) } });
  }
}

/** Damage is tried as often whatever the policy says: the last try says something else. */
function inGoodTime(verdict: Verdict, tries: number): Verdict {
  if (verdict.kind !== 'retry' || verdict.code !== 'CONTENT_MISMATCH') return verdict;
  const minutes = DAMAGED_MINUTES[tries - 1];
  return minutes === undefined ? verdict : retry(verdict.code, { inMs: minutes * 60_000 });
}

/** What is brought late goes along with the folders that were moved since it was planned: nothing comes back where they lay. */
function along({ id, data: { to } }: Event<'VersionArchivePlanned'>, all: readonly Event[]): Places['to'] {
  const planned = all.findIndex((one) => one.id === id);
  const since = planned === -1 ? [] : all.slice(planned);
  const folder = since.reduce(
    (lies, one) => (one.name === 'Relocated' && one.data.document === null ? rebased(lies, one.data) : lies),
    to.folder,
  );
  return { ...to, folder };
}

/** It lay in place, so that its bytes are known; of one that was told late Clio alone has them. */
export const isKnown = (plan: EventData<'VersionArchivePlanned'>): plan is KnownPlan =>
  plan.rev !== null && plan.contentHash !== null;
