import { documentStream, matterKey, namespaceKey, type Event } from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type {
  ContentSource,
  OutcomeDesk,
  ProgressBook,
  StagedContent,
  StagingArea,
  TransferVerdict,
} from './stage-document.ports.js';

/** Upload sessions live 7 days (files.stone, upload_session/start). */
const SESSION_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** The outside world as staging needs it. */
export interface StagingPorts {
  readonly source: ContentSource;
  readonly area: StagingArea;
  readonly progress: ProgressBook;
  readonly verdictOf: TransferVerdict;
}

/** When a document is routed, its bytes flow from Clio into an upload session; hashes are taken as they flow. */
export class StageDocument {
  constructor(
    private readonly desk: OutcomeDesk,
    private readonly ports: StagingPorts,
  ) {}

  async handle(delivery: Delivery<'DocumentRouted'>): Promise<Verdict> {
    const { event, fence } = delivery;
    if (await this.desk.isAnswered(event)) return skip('staged before');
    const outcome = await this.transfer(delivery);
    if (!('name' in outcome)) return outcome;
    await this.desk.record({ cause: event, outcome, fence });
    return done();
  }

  private async transfer(delivery: Delivery<'DocumentRouted'>): Promise<NewEvent | Verdict> {
    const { event, signal, fence } = delivery;
    const { document, version } = event.data;
    const wanted = { firm: event.firm, document, version: version.id };
    try {
      const result = await this.ports.area.stage(event.firm, {
        size: version.size,
        open: () => this.ports.source.open(wanted, signal),
        journal: this.ports.progress.journalOf(event.id, fence),
        signal,
      });
      if (result.kind === 'other-size') return retry('SOURCE_TRUNCATED');
      return await this.stagedEvent(event, result.staged);
    } catch (error) {
      const judged = this.ports.verdictOf(error);
      return judged.kind === 'verdict' ? judged.verdict : missingEvent(event);
    }
  }

  private async stagedEvent(
    event: Event<'DocumentRouted'>,
    { startedMs, ...staged }: StagedContent,
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
      },
    };
  }
}

function missingEvent(event: Event<'DocumentRouted'>): NewEvent<'SourceMissing'> {
  const { data, firm } = event;
  return {
    name: 'SourceMissing',
    stream: documentStream(firm, data.document),
    firm,
    key: matterKey(firm, data.matter),
    data: {
      document: data.document,
      matter: data.matter,
      routed: event.id,
      versionNumber: data.version.number,
    },
  };
}
