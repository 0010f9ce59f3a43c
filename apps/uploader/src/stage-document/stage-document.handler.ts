import {
  documentStream,
  namespaceKey,
  type Event,
  type EventId,
  type FailureCode,
} from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import { done, noted, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { compareContent, isWorthComparing } from '../upload/judge-present.js';
import { conflictEvent, missingEvent, recognisedEvent } from './outcome-events.js';
import type {
  ContentSource,
  DigestContent,
  HeldContent,
  OutcomeDesk,
  OwnedFiles,
  PresentFiles,
  ProgressBook,
  SourceRecords,
  StagedContent,
  StagingArea,
  ToldRuns,
  ToldVersions,
  TransferVerdict,
  WantedContent,
} from './stage-document.ports.js';

/** Upload sessions live 7 days (files.stone, upload_session/start). */
const SESSION_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** Staged documents that are kept at most until they are recorded. */
const KEPT = 1000;

/** Why documents are told apart from the others of their commit; each of these may pass. */
const WAITED_OUT: ReadonlySet<FailureCode> = new Set(['DROPBOX_UNAVAILABLE', 'DROPBOX_FULL']);

/** The outside world as staging needs it. */
export interface StagingPorts {
  readonly source: ContentSource;
  readonly records: SourceRecords;
  readonly present: PresentFiles;
  readonly digest: DigestContent;
  readonly area: StagingArea;
  readonly progress: ProgressBook;
  readonly runs: ToldRuns;
  readonly versions: ToldVersions;
  readonly owners: OwnedFiles;
  readonly verdictOf: TransferVerdict;
}

/** When a document is routed, its bytes flow from Clio into an upload session; hashes are taken as they flow. */
export class StageDocument {
  /** What is staged and could not be recorded yet: its bytes do not flow again because the database takes no writes. */
  private readonly unrecorded = new Map<EventId, NewEvent<'DocumentStaged'>>();

  constructor(
    private readonly desk: OutcomeDesk,
    private readonly ports: StagingPorts,
  ) {}

  async handle(delivery: Delivery<'DocumentRouted'>): Promise<Verdict> {
    const { event, fence } = delivery;
    if (await this.desk.isAnswered(event)) return skip('staged before');
    const loss = await this.lossToWaitOut(delivery);
    if (loss !== null) return retry(loss);
    const outcome = this.unrecorded.get(event.id) ?? (await this.transfer(delivery));
    if (!('name' in outcome)) return outcome;
    if (outcome.name === 'DocumentStaged') this.keep(event.id, outcome);
    await this.desk.record({ cause: event, outcome, fence });
    this.unrecorded.delete(event.id);
    // That Clio has it no more says nothing of Dropbox.
    return outcome.name === 'SourceMissing' ? noted() : done();
  }

  private keep(routed: EventId, staged: NewEvent<'DocumentStaged'>): void {
    this.unrecorded.set(routed, staged);
    // Work that went to another pod is not asked for here again.
    const oldest = this.unrecorded.keys().next();
    if (this.unrecorded.size > KEPT && oldest.done !== true) this.unrecorded.delete(oldest.value);
  }

  /**
   * Where Dropbox failed on this document alone at its commit, or had no space for it while others got in, it is sent again by the
   * schedule: each attempt waits as often as there were attempts before it, and where no wait is left it is given up. Where a person
   * has it tried again its tries are counted anew; it is sent at once then.
   */
  private async lossToWaitOut({ event, tries }: Delivery<'DocumentRouted'>): Promise<FailureCode | null> {
    if (tries >= event.data.attempt) return null;
    const loss = await this.desk.lossToWaitOut(event);
    return loss !== null && WAITED_OUT.has(loss) ? loss : null;
  }

  private async transfer(delivery: Delivery<'DocumentRouted'>): Promise<NewEvent | Verdict> {
    const { event, signal } = delivery;
    try {
      const wanted = await this.wanted(event);
      const content = await this.ports.source.hold(wanted, signal);
      try {
        return await this.carry(delivery, content, wanted.isMigration);
      } finally {
        content.release();
      }
    } catch (error) {
      const judged = this.ports.verdictOf(error);
      return judged.kind === 'verdict' ? judged.verdict : this.absent(delivery);
    }
  }

  /** Clio does not give the bytes. That the version is no more takes evidence; until then it is asked for again. */
  private async absent({ event, signal }: Delivery<'DocumentRouted'>): Promise<NewEvent | Verdict> {
    const { firm, data } = event;
    const wanted = { firm, document: data.document, version: data.version.id };
    try {
      if (await this.ports.records.isDeleted(wanted, signal)) return missingEvent(event);
    } catch (error) {
      const judged = this.ports.verdictOf(error);
      if (judged.kind === 'verdict') return judged.verdict;
    }
    return retry('SOURCE_MISSING');
  }

  private async wanted({ firm, data, correlationid }: Event<'DocumentRouted'>): Promise<WantedContent> {
    const { document, version } = data;
    const isMigration = await this.ports.runs.isRun(firm, correlationid);
    const isReplaced = isMigration && (await this.ports.versions.isReplaced(firm, document, version.number));
    return { firm, document, version: version.id, size: version.size, isMigration, isReplaced };
  }

  private async carry(
    delivery: Delivery<'DocumentRouted'>,
    content: HeldContent,
    canWait: boolean,
  ): Promise<NewEvent | Verdict> {
    const { event, signal, fence } = delivery;
    const known = await this.recognise(delivery, content);
    if (known !== undefined) return known;
    const result = await this.ports.area.stage(event.firm, {
      size: event.data.version.size,
      open: () => content.open(),
      journal: this.ports.progress.journalOf(event, fence),
      signal,
      canWait,
    });
    if (result.kind === 'other-size') return retry('SOURCE_TRUNCATED');
    return this.stagedEvent(event, result.staged);
  }

  /**
   * Compares the document with what lies at its place, before anything is sent. @returns its outcome where that is clear:
   * a file of the same content needs no sending, and one of other content is a conflict
   */
  private async recognise(
    { event }: Delivery<'DocumentRouted'>,
    content: HeldContent,
  ): Promise<NewEvent | Verdict | undefined> {
    const { firm, data } = event;
    // A restricted place is proven before each commit; nothing goes past that.
    if (data.restricted !== undefined) return undefined;
    const file = await this.ports.present.at(firm, data.placement);
    if (file === undefined || !isWorthComparing(data, file)) return undefined;
    const found = await this.ports.digest(content.open());
    if (found.size !== data.version.size) return retry('SOURCE_TRUNCATED');
    const now = await this.ports.present.lookAgain(firm, data.placement);
    if (now === undefined || now.rev !== file.rev) return undefined;
    switch (compareContent(data, now, found)) {
      case 'same': {
        // Two documents never share a file: a hand moved another one’s counterpart here.
        const taken = { firm, document: data.document, file: now.id };
        if (await this.ports.owners.isAnothers(taken)) return conflictEvent(event, now, found);
        const namespace = await this.ports.area.namespaceOf(firm);
        return recognisedEvent(event, now, { ...found, namespace });
      }
      case 'other':
        return conflictEvent(event, now, found);
      case 'unknown':
        return undefined;
    }
  }

  private async stagedEvent(
    event: Event<'DocumentRouted'>,
    { startedMs, damagedSends, ...staged }: StagedContent,
  ): Promise<NewEvent<'DocumentStaged'>> {
    const { data, firm } = event;
    const { restricted } = data;
    const namespace = restricted?.namespace ?? (await this.ports.area.namespaceOf(firm));
    return {
      name: 'DocumentStaged',
      stream: documentStream(firm, data.document),
      firm,
      key: namespaceKey(firm, namespace),
      data: {
        document: data.document,
        matter: data.matter,
        routed: event.id,
        versionNumber: data.version.number,
        attempt: data.attempt,
        namespace,
        placement: data.placement,
        replaces: data.replaces,
        counterpart: data.counterpart,
        clientModified: data.clientModified,
        ...staged,
        expiresAt: new Date(startedMs + SESSION_LIFE_MS).toISOString(),
        ...(restricted === undefined ? {} : { restricted }),
        ...(damagedSends === 0 ? {} : { damagedSends }),
      },
    };
  }
}
