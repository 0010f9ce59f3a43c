import {
  causedBy,
  documentStream,
  isLateArchive,
  matterKey,
  type Event,
  type EventData,
  type FirmId,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { dead, done, noted, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { split } from '@counterpart/placement';
import { editName } from '../custody/hand-edit.js';
import { knownFileIn } from '../custody/known-file.js';
import { NoNameFree } from '../custody/no-name-free.js';
import { RestrictedEdit } from '../custody/restricted-edit.js';
import type { Seen, SeenFile } from '../custody/seen-file.js';
import { wholeStory } from '../custody/whole-story.js';
import type { KnownPlan, ShelfGate, ShelfRefusal, VersionFiles } from './archive-version.ports.js';
import { keepVersion, type Keeping } from './keep-version.js';
import { leftBehind } from './left-behind.js';

/** How often a file may change under our hands before that is left for later. */
const LOOKS = 3;

/**
 * Minutes until other bytes than those that are known are asked for again. What is the same after the last wait is no passing
 * damage: it is told, and the next version does not wait for it.
 */
const DAMAGED_MINUTES = [5, 25, 125];

/** What came of keeping a version. */
export type Tried =
  | { readonly kind: 'kept'; readonly keeping: Keeping }
  /** `left`: what an earlier try put into the open, and nobody was told of. */
  | { readonly kind: 'refused'; readonly refusal: ShelfRefusal; readonly left: readonly SeenFile[] };

type Keep = () => Promise<Tried | Verdict | undefined>;

type Outcome = NewEvent<'VersionArchived'> | NewEvent<'VersionArchiveRefused'> | NewEvent<'OpenCopyFound'>;

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
    const { data } = delivery.event;
    if (!layInPlace(data)) return skip('told late: it is brought apart');
    return this.archive(delivery, () => this.keep(delivery, data));
  }

  /** Keeps a version and tells of it. @param keep from wherever its bytes come; undefined where it was changed each time it was looked at */
  async archive(delivery: Delivery<'VersionArchivePlanned'>, keep: Keep): Promise<Verdict> {
    const { event, fence } = delivery;
    const answered = await this.store.answered([event], 'archiver.archive-version');
    if (answered.has(event.id)) return skip('archived before');
    const outcome = await this.outcomeOf(delivery, keep);
    if ('kind' in outcome) return outcome;
    const [{ stream, name }] = outcome;
    const write = { stream, expected: 'any' as const, events: outcome };
    await this.store.transact(
      (tx) => this.store.append(tx, causedBy(event, 'archiver', 'archive-version'), [write], this.now()),
      { fence, firm: event.firm },
    );
    // Nobody was asked for bytes.
    return name === 'VersionArchiveRefused' ? noted() : done();
  }

  private async outcomeOf(
    { event, tries }: Delivery<'VersionArchivePlanned'>,
    keep: Keep,
  ): Promise<readonly [Outcome, ...Outcome[]] | Verdict> {
    const { firm, data } = event;
    const { document, matter, version } = data;
    const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
    const about = { document, matter, planned: event.id, versionNumber: version.number };
    try {
      const tried = await keep();
      if (tried === undefined) return retry('CONTENT_MISMATCH');
      if (tried.kind === 'kept')
        return [{ ...address, name: 'VersionArchived', data: { ...about, ...tried.keeping } }];
      if (tried.kind !== 'refused') return tried;
      const { proof, deviations } = tried.refusal;
      const told = { ...about, proof, deviations: [...deviations] };
      const found = tried.left.map(({ id: file, path, rev, contentHash }) => ({
        ...address,
        name: 'OpenCopyFound' as const,
        data: {
          document,
          matter,
          refusal: event.id,
          versionNumber: version.number,
          file,
          path,
          rev,
          contentHash,
        },
      }));
      return [{ ...address, name: 'VersionArchiveRefused', data: told }, ...found];
    } catch (error) {
      if (error instanceof NoNameFree) return dead('DROPBOX_PATH_REFUSED');
      if (error instanceof RestrictedEdit) return dead('DROPBOX_RESTRICTED');
      return inGoodTime(this.files.verdictOf(error), tries);
    }
  }

  /**
   * The gate is asked after each look, and what is copied is copied from where it was seen before: what was marked and locked
   * away since is not found there.
   * @returns undefined where the file was changed each time it was looked at
   */
  private async keep(
    { event: { firm }, tries, signal }: Delivery<'VersionArchivePlanned'>,
    plan: KnownPlan,
  ): Promise<Tried | undefined> {
    for (let looks = 1; looks <= LOOKS; looks += 1) {
      const seen = await this.files.look(firm, plan.counterpart);
      const { all, story } = await wholeStory(this.store, firm, plan.document);
      const lies = knownFileIn(all, plan.document);
      const grave = seen.kind === 'nothing' && lies?.counterpart === plan.counterpart ? lies.place : null;
      const work = { ...plan, lies: lies?.place ?? null };
      const refusal = await this.refusalOf(firm, work, grave);
      if (refusal !== null) {
        const left = refusal.isOpen === true ? await this.leftOpen(firm, plan, { seen, story }) : [];
        return { kind: 'refused', refusal, left };
      }
      const seal = ({ path, id }: SeenFile): Promise<void> => this.gate.seal(firm, split(path).folder, id);
      const maySend = async (): Promise<boolean> => (await this.gate.refusalOf(firm, work)) === null;
      const terms = { seen, signal, maySend, isLastTry: tries > DAMAGED_MINUTES.length };
      const keeping = await keepVersion(this.files, firm, { ...terms, plan, grave, seal });
      if (keeping !== undefined) return { kind: 'kept', keeping };
    }
    return undefined;
  }

  /** The version; and what somebody made of it by hand, which may lie under the version’s name as well as its own. */
  private async leftOpen(
    firm: FirmId,
    { document, to: { folder, name }, contentHash }: KnownPlan,
    { seen, story }: { readonly seen: Seen; readonly story: readonly Event[] },
  ): Promise<readonly SeenFile[]> {
    const edited = seen.kind === 'file' && seen.contentHash !== contentHash ? [seen] : [];
    const names = [name, ...edited.map((file) => editName(file, folder))];
    const left = await leftBehind(this.files, story, { firm, document, folders: [folder], names });
    const ours = new Set([contentHash, ...edited.map((file) => file.contentHash)]);
    return left.filter((file) => ours.has(file.contentHash));
  }

  /** A deleted file stands up where it lay: that place is guarded, too. */
  private async refusalOf(
    firm: FirmId,
    plan: Parameters<ShelfGate['refusalOf']>[1],
    grave: string | null,
  ): Promise<ShelfRefusal | null> {
    const refusal = await this.gate.refusalOf(firm, plan);
    if (refusal !== null || grave === null) return refusal;
    const other = await this.gate.refusalOf(firm, { ...plan, to: { ...plan.to, ...split(grave) } });
    // Nothing was put there but the counterpart itself.
    return other && { proof: other.proof, deviations: other.deviations };
  }
}

/** Damage is tried as often whatever the policy says: the last try says something else. */
function inGoodTime(verdict: Verdict, tries: number): Verdict {
  if (verdict.kind !== 'retry' || verdict.code !== 'CONTENT_MISMATCH') return verdict;
  const minutes = DAMAGED_MINUTES[tries - 1];
  return minutes === undefined ? verdict : retry(verdict.code, { inMs: minutes * 60_000 });
}

/** What was not told late lay in place: its revision and its bytes are known. */
const layInPlace = (plan: EventData<'VersionArchivePlanned'>): plan is KnownPlan => !isLateArchive(plan);
