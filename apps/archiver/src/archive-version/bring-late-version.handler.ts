import { isLateArchive, type Event } from '@counterpart/contracts';
import { retry, skip, type Delivery, type EventHandler, type Verdict } from '@counterpart/eventing';
import { wholeStory } from '../custody/whole-story.js';
import type { ArchiveVersion, Tried } from './archive-version.handler.js';
import type {
  LateBytes,
  LateFiles,
  MirrorAccounts,
  OtherSources,
  ShelfGate,
  ShelfRefusal,
} from './archive-version.ports.js';
import type { SeenFile } from '../custody/seen-file.js';
import { keepLate, toldOf, type Keeping } from './keep-version.js';
import { leftBehind } from './left-behind.js';
import { lateStanding, type Goes } from './late-standing.js';

/** What bringing versions needs of the world. */
export interface LatePorts {
  readonly files: LateFiles;
  readonly gate: Pick<ShelfGate, 'refusalOf'>;
  readonly accounts: MirrorAccounts;
  readonly others: OtherSources;
}

type Stories = Parameters<typeof wholeStory>[0];
type Plan = Event<'VersionArchivePlanned'>;

interface Refused {
  readonly kind: 'refused';
  readonly refusal: ShelfRefusal;
  /** Where it was to go; null where nothing goes anywhere. */
  readonly goes: Goes | null;
}

/** What moves has an end, however often that is waited for. */
const WAITS = retry('DROPBOX_WRITE_CONTENTION', { inMs: 5 * 60_000 });
/** Until a migration mirrors its document anew, or a person connects the account of before again. */
const LEFT = retry('DROPBOX_WRITE_CONTENTION', { inMs: 6 * 60 * 60_000 });

/**
 * Brings versions that were told late, each out of Clio, apart from all other work: while Clio gives none, what needs Dropbox alone
 * goes on. Sending one may take long: where it goes, and whether it may, is asked once its bytes are there.
 */
export class BringLateVersion implements EventHandler<'VersionArchivePlanned'> {
  constructor(
    private readonly archiving: Pick<ArchiveVersion, 'archive'>,
    private readonly store: Stories,
    private readonly ports: LatePorts,
  ) {}

  handle(delivery: Delivery<'VersionArchivePlanned'>): Promise<Verdict> {
    if (!isLateArchive(delivery.event.data))
      return Promise.resolve(skip('lies in place: it is kept from there'));
    return this.archiving.archive(delivery, () => this.bring(delivery));
  }

  private async bring(delivery: Delivery<'VersionArchivePlanned'>): Promise<Tried | Verdict | undefined> {
    const { event, signal } = delivery;
    const { firm, data } = event;
    const { files } = this.ports;
    const seen = await files.look(firm, data.counterpart);
    const there = { current: toldOf(seen.kind === 'file' ? seen : null), handEdit: null };
    const before = await this.standing(event);
    if (before.kind === 'refused') return this.refused(delivery, before);
    if (before.kind !== 'goes') return before;
    const bytes = await this.send(delivery);
    if (bytes === undefined) return { kind: 'kept', keeping: { kept: null, how: 'unavailable', ...there } };
    if ('kind' in bytes) return bytes;
    const now = await this.standing(event);
    if (now.kind === 'refused') return this.refused(delivery, now, bytes);
    if (now.kind !== 'goes') return now;
    const put = await keepLate(files, firm, { plan: { ...data, to: now.to }, bytes, signal });
    if (put === undefined) return undefined;
    await this.takeBackFrom(event, now, bytes);
    return this.settled(event, now, { ...put, ...there });
  }

  /** @returns undefined where Clio has it no more */
  private async send({
    event,
    signal,
  }: Delivery<'VersionArchivePlanned'>): Promise<LateBytes | Verdict | undefined> {
    const { firm, data } = event;
    const { files, others } = this.ports;
    const maySend = async (): Promise<boolean> => (await this.standing(event)).kind === 'goes';
    try {
      return await files.late(firm, data, { signal, maySend });
    } catch (error) {
      const verdict = files.verdictOf(error);
      const isOutage = verdict.kind === 'outage' && verdict.code === 'CLIO_UNAVAILABLE';
      // Nothing else of the firm may go through here for a long time: whether it is an outage is asked.
      if (!isOutage || !(await others.getThrough(firm, data.document, signal))) throw error;
      return retry(verdict.code);
    }
  }

  /**
   * Only to know its bytes: an outage is waited for. Who was shut out by the mark is shown nothing, however often that is tried.
   * @returns undefined where Clio does not give it
   */
  private async sendKnown(delivery: Delivery<'VersionArchivePlanned'>): Promise<LateBytes | undefined> {
    try {
      const sent = await this.send(delivery);
      return sent === undefined || 'kind' in sent ? undefined : sent;
    } catch (error) {
      if (this.ports.files.verdictOf(error).kind === 'outage') throw error;
      return undefined;
    }
  }

  /** What an earlier try put into the open is locked away as soon as it is told. */
  private async refused(
    delivery: Delivery<'VersionArchivePlanned'>,
    { refusal, goes }: Refused,
    bytes?: LateBytes,
  ): Promise<Tried> {
    if (goes === null || refusal.isOpen !== true) return { kind: 'refused', refusal, left: [] };
    const found = await this.leftIn(delivery.event, goes, [goes.to.folder, ...goes.former]);
    if (found.length === 0) return { kind: 'refused', refusal, left: [] };
    const sent = bytes ?? (await this.sendKnown(delivery));
    // Where Clio does not give it, the name alone tells: nothing of it may stay open.
    const left = found.filter(({ contentHash }) => sent === undefined || contentHash === sent.contentHash);
    return { kind: 'refused', refusal, left };
  }

  /** What an earlier try put where the folder lay no more, and could not take back. It lies where it belongs by now. */
  private async takeBackFrom(event: Plan, goes: Goes, { contentHash }: LateBytes): Promise<void> {
    for (const file of await this.leftIn(event, goes, goes.former)) {
      if (file.contentHash !== contentHash) continue;
      await this.ports.files.takeBack(event.firm, { file: file.id, contentHash });
    }
  }

  private async leftIn(
    { firm, data: { document } }: Plan,
    { to: { name } }: Goes,
    folders: readonly string[],
  ): Promise<readonly SeenFile[]> {
    if (folders.length === 0) return [];
    const { story } = await wholeStory(this.store, firm, document);
    return leftBehind(this.ports.files, story, { firm, document, folders, names: [name] });
  }

  /** What was put where a folder lies no more would be found by nobody. */
  private async settled(event: Plan, { to }: Goes, keeping: Keeping): Promise<Tried | Verdict> {
    const { kept } = keeping;
    const now = await this.told(event);
    const isStale = now.kind === 'waits' || (now.kind === 'goes' && now.to.folder !== to.folder);
    if (!isStale || kept === null) return { kind: 'kept', keeping };
    if (keeping.how !== 'recognised') await this.ports.files.takeBack(event.firm, kept);
    return WAITS;
  }

  /** Where it goes by the trail and the gate; else what is to be said of it. */
  private async standing(event: Plan): Promise<Goes | Refused | Verdict> {
    const told = await this.told(event);
    switch (told.kind) {
      case 'waits':
        return WAITS;
      case 'left':
        return LEFT;
      case 'over':
        return { kind: 'refused', refusal: { proof: null, deviations: [] }, goes: null };
      case 'goes': {
        const { document, matter } = event.data;
        const { to, lies } = told;
        const refusal = await this.ports.gate.refusalOf(event.firm, { document, matter, to, lies });
        return refusal === null ? told : { kind: 'refused', refusal, goes: told };
      }
    }
  }

  private async told(event: Plan) {
    const { firm, data } = event;
    const read = await wholeStory(this.store, firm, data.document);
    return lateStanding(event, read, await this.ports.accounts.of(firm));
  }
}
