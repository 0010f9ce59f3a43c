import {
  causedBy,
  documentStream,
  matterKey,
  matterStream,
  mattersIn,
  type Event,
  type EventData,
  type FirmId,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, noted, outage, skip, type Delivery, type Fence, type Verdict } from '@counterpart/eventing';
import {
  openArchive,
  verifyArchive,
  type OpenedArchive,
  type WholeArchive,
} from '@counterpart/matter-archive';
import { withSuffix } from '@counterpart/placement';
import { mirroringsIn, type Mirroring } from '../custody/mirrorings.js';
import { versionsIn } from '../custody/known-versions.js';
import { mayBeOnHold } from '../custody/legal-hold.js';
import {
  unreadableIn,
  type LyingFile,
  type PackingBook,
  type PackingGround,
  type PackPart,
  type Part,
  type PartProofs,
  type ProveParts,
} from '../pack-matter/pack-matter.ports.js';
import { changeOf, removeVersions } from './remove-versions.js';
import type { PriorFiles, ShelfAccess, ThinningRefusal } from './thin-versions.ports.js';
import { filesOf, isVersion, versionGround, versionPart } from './version-part.js';

/** The firm’s Dropbox as thinning needs it. */
export interface ThinningWorld {
  readonly ground: PackingGround;
  readonly files: PriorFiles;
  readonly access: ShelfAccess;
  readonly book: PackingBook;
  readonly prove: ProveParts;
  readonly pack: PackPart;
}

type Planned = Event<'VersionThinningPlanned'>;
type Plan = Planned['data'];
type Archive = EventData<'VersionsThinned'>['archive'];

type Outcome =
  | {
      readonly kind: 'thinned';
      readonly data: Pick<EventData<'VersionsThinned'>, 'archive' | 'removed' | 'left' | 'earlier'>;
    }
  | ({ readonly kind: 'refused' } & ThinningRefusal);

/** What is looked at while a plan is carried out. */
interface Work {
  readonly planned: Planned;
  readonly firm: FirmId;
  readonly plan: Plan;
  /** The document’s stream up to the plan: what came later does not change the bytes of the ZIP. */
  readonly story: readonly Event[];
  readonly mirrorings: readonly Mirroring[];
  readonly signal: AbortSignal;
  readonly fence: Fence | null;
}

/** How many names are looked at where other things lie. */
const NAMES = 20;

/**
 * When prior versions are to be rolled up, they are streamed into one ZIP beside them, together with what lies in the ZIP
 * before; it is committed whole and read back to the last bit. Only then is what lies in it removed. After a crash the ZIP
 * is found and read back again, and the rest is removed.
 */
export class ThinVersions {
  constructor(
    private readonly store: EventStore,
    private readonly world: ThinningWorld,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence, signal }: Delivery<'VersionThinningPlanned'>): Promise<Verdict> {
    const answered = await this.store.answered([event], 'archiver.thin-versions');
    if (answered.has(event.id)) return skip('thinned before');
    const stream = documentStream(event.firm, event.data.document);
    const all = await this.store.readStream(stream);
    const before = all.slice(
      0,
      all.findIndex(({ id }) => id === event.id),
    );
    const story = before.map((recorded) => recorded.event);
    const known = { story, mirrorings: mirroringsIn(before) };
    const work = { planned: event, firm: event.firm, plan: event.data, ...known, signal, fence };
    const outcome = await this.#thin(work).catch((error: unknown) => {
      // Called off: it is gone on with by whoever has the partition next.
      signal.throwIfAborted();
      return unreadable(event.data, error) ?? failed(this.world.ground.verdictOf(error));
    });
    if (outcome.kind !== 'thinned' && outcome.kind !== 'refused') return outcome;
    const write = { stream, expected: 'any' as const, events: [outcomeEvent(event, outcome)] };
    const cause = causedBy(event, 'archiver', 'thin-versions');
    await this.store.transact((tx) => this.store.append(tx, cause, [write], this.now()), {
      fence,
      firm: event.firm,
    });
    return outcome.kind === 'refused' ? noted() : done();
  }

  async #thin(work: Work): Promise<Outcome | Verdict> {
    const found = (await this.#recognised(work)) ?? (await this.#rollUp(work));
    if ('kind' in found) return found;
    const { firm, plan } = work;
    await this.world.access.seal(firm, plan.to.folder, found.file);
    const isHeld = (): Promise<boolean> => this.#isHeld(work);
    const gone = await removeVersions(this.world.files, firm, { plan, archive: found.file, isHeld });
    return { kind: 'thinned', data: { archive: found, ...gone } };
  }

  /** A ZIP that lies there already, from a try that broke off, and holds all that it is to hold. */
  async #recognised({ firm, plan }: Work): Promise<Archive | null> {
    const { ground } = this.world;
    for (const path of pathsOf(plan)) {
      const lies = await ground.look(firm, path);
      if (lies === null) return null;
      if (lies === 'other') continue;
      const verified = await verifyArchive(ground.archive(firm, lies), { contentHash: lies.contentHash });
      if (verified.kind === 'whole' && holdsAll(verified, plan)) {
        return archiveOf(path, lies, verified, 'recognised');
      }
    }
    return null;
  }

  async #rollUp(work: Work): Promise<Archive | Outcome | Verdict> {
    const { firm, plan, planned, story, signal, fence } = work;
    const earlier = await this.#earlier(work);
    if (earlier === undefined) return { kind: 'refused', reason: 'EARLIER_ARCHIVE_CHANGED', changed: [] };
    const looked = await this.#look(work);
    if (looked.changed.length > 0) {
      return { kind: 'refused', reason: 'VERSIONS_CHANGED', changed: looked.changed };
    }
    let refusal: ThinningRefusal['reason'] | null = null;
    const ground = versionGround(this.world.ground, earlier, async () => {
      refusal = await this.#bar(work);
      return refusal === null;
    });
    const sources = { plan, revs: looked.revs, earlier, known: versionsIn(story).all };
    const part = versionPart({ ...sources, mirrorings: work.mirrorings });
    const options = {
      subject: await this.#subject(work),
      createdAt: new Date(planned.time),
      timeZone: 'UTC',
    };
    const journal = this.world.book.journalOf({ firm, cause: planned.id, path: part.path }, fence);
    const proofs = await this.#proofs(work, part);
    const packing = { part, options: { ...options, signal }, journal, proofs };
    const packed = await this.world.pack(ground, firm, packing);
    if (refusal !== null) return { kind: 'refused', reason: refusal, changed: [] };
    // Somebody put something there meanwhile: it is looked at.
    if (packed === undefined) return outage('DROPBOX_WRITE_CONTENTION');
    if (packed.kind === 'broken') return { kind: 'refused', reason: 'ARCHIVE_BROKEN', changed: [] };
    const { path, file, rev, size, contentHash, manifestSha256, how } = packed.archive;
    const versions = numbersOf(plan);
    return { path, file, rev, size, contentHash, versions, manifestSha256, how };
  }

  async #proofs({ firm, planned, plan, fence, signal }: Work, part: Part): Promise<PartProofs> {
    const work = { firm, cause: planned.id, matter: plan.matter, fence, signal };
    const proofsOf = await this.world.prove(work, [part]);
    return proofsOf(part);
  }

  /** Null where there is none; undefined where it is not what it was. */
  async #earlier({ firm, plan: { earlier } }: Work): Promise<OpenedArchive | null | undefined> {
    if (earlier === null) return null;
    const lies = await this.world.ground.look(firm, earlier.file);
    if (lies === null || lies === 'other' || lies.contentHash !== earlier.contentHash) return undefined;
    return openArchive(this.world.ground.archive(firm, lies));
  }

  /** Every version is to be as it was kept. */
  async #look({ firm, plan }: Work) {
    const revs = new Map<string, string>();
    const changed: ThinningRefusal['changed'] = [];
    for (const version of plan.versions) {
      const seen = await this.world.files.look(firm, version.file);
      const found = changeOf(seen, version);
      if (found !== null) changed.push({ number: version.number, found });
      else if (seen.kind === 'file') revs.set(version.file, seen.rev);
    }
    return { revs, changed };
  }

  async #bar(work: Work): Promise<ThinningRefusal['reason'] | null> {
    if (await this.#isHeld(work)) return 'LEGAL_HOLD';
    const { document, matter, to } = work.plan;
    return this.world.access.refusalOf(work.firm, { document, matter, folder: to.folder });
  }

  async #isHeld({ firm, plan, story }: Work): Promise<boolean> {
    const matters = new Set([matterStream(firm, plan.matter), ...mattersIn(firm, story)]);
    const stories = await this.store.readStreams([...matters]);
    return [...stories.values()].some((told) => mayBeOnHold(told.map(({ event }) => event)));
  }

  async #subject({ firm, plan, story }: Work) {
    const told = (await this.store.readStream(matterStream(firm, plan.matter))).map(({ event }) => event);
    const matters = told.flatMap(({ data }) =>
      'matter' in data && typeof data.matter === 'object' && data.matter !== null ? [data.matter] : [],
    );
    const number = matters[0]?.displayNumber ?? plan.matter;
    const description = matters[0]?.description ?? null;
    const matter = { id: plan.matter, number, description };
    return { firm, matter, document: { id: plan.document, name: nameIn(story) ?? plan.document } };
  }
}

/** The document’s name as Clio told it last. */
function nameIn(story: readonly Event[]): string | undefined {
  const names = story.flatMap(({ data }) =>
    'document' in data && typeof data.document === 'object' && data.document !== null
      ? [data.document.name]
      : [],
  );
  return names.at(-1);
}

/** The first names that the ZIP may have got. */
function pathsOf({ to }: Plan): readonly string[] {
  const path = `${to.folder}/${to.name}`;
  return Array.from({ length: NAMES }, (_, at) => (at === 0 ? path : withSuffix(path, ` (${at + 1})`)));
}

/** Every version that is to be rolled up, and a file of every version that was before. */
function holdsAll(archive: WholeArchive, plan: Plan): boolean {
  if (archive.manifest.subject.document?.id !== plan.document) return false;
  const entries = filesOf(archive);
  const numbers = new Set(entries.map(({ document }) => document?.version.number));
  const hasAll = plan.versions.every((version) => entries.some((entry) => isVersion(entry, version)));
  return hasAll && (plan.earlier?.versions ?? []).every((number) => numbers.has(number));
}

const numbersOf = ({ versions, earlier }: Plan): number[] => {
  const all = new Set([...versions.map(({ number }) => number), ...(earlier?.versions ?? [])]);
  return [...all].toSorted((one, other) => one - other);
};

function archiveOf(
  path: string,
  { id: file, rev, size, contentHash }: LyingFile,
  whole: WholeArchive,
  how: Archive['how'],
): Archive {
  const { manifestSha256 } = whole;
  const found = filesOf(whole).flatMap(({ document }) =>
    document === null ? [] : [document.version.number],
  );
  const versions = [...new Set(found)].toSorted((one, other) => one - other);
  return { path, file, rev, size, contentHash, versions, manifestSha256, how };
}

/** A version that Dropbox gives nobody is left where it is. */
function unreadable({ versions }: Plan, error: unknown): Outcome | undefined {
  const file = unreadableIn(error)?.file.id;
  const numbers = versions.filter((one) => one.file === file).map(({ number }) => number);
  if (file === undefined) return undefined;
  const changed = numbers.map((number) => ({ number, found: 'unreadable' as const }));
  return { kind: 'refused', reason: 'FILE_UNREADABLE', changed };
}

/** What is down is waited for; everything else is told, and looked at again another day. It never holds up a live version. */
function failed(verdict: Verdict): Outcome | Verdict {
  if (verdict.kind !== 'retry' && verdict.kind !== 'dead') return verdict;
  const reason = verdict.code === 'CONTENT_MISMATCH' ? 'ARCHIVE_BROKEN' : 'DROPBOX_REFUSED';
  return { kind: 'refused', reason, changed: [] };
}

function outcomeEvent(
  { id: planned, firm, data: { document, matter } }: Planned,
  outcome: Outcome,
): NewEvent<'VersionsThinned' | 'VersionThinningRefused'> {
  const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
  const about = { document, matter, planned };
  if (outcome.kind === 'thinned') {
    return { ...address, name: 'VersionsThinned', data: { ...about, ...outcome.data } };
  }
  const { reason, changed } = outcome;
  return { ...address, name: 'VersionThinningRefused', data: { ...about, reason, changed } };
}
