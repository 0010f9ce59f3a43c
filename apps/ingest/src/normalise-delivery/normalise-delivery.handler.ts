import { DocumentId, MatterId, type Event } from '@counterpart/contracts';
import { dead, done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { SeenDocument } from '../detection/detect-document.js';
import type { ClioRecords, SyncPolicies } from './normalise-delivery.ports.js';
import type { FactLog } from './fact-log.js';

/** Seconds between looks at a document whose upload has not finished; then the sweep finds it, or what Clio tells at its end. */
const UPLOAD_LOOKS_S = [2, 5, 15, 60, 300] as const;

/**
 * Turns a delivery into facts: what changed is read from Clio, compared with what was told before, and told once.
 */
export class NormaliseDelivery {
  constructor(
    private readonly clio: ClioRecords,
    private readonly log: FactLog,
    private readonly policies: SyncPolicies,
  ) {}

  async handle(delivery: Delivery<'DeliveryReceived'>): Promise<Verdict> {
    const { current } = await this.policies.of(delivery.event.firm);
    if (current.syncMode === 'hourly') return skip('the firm is mirrored by the hour: the sweep finds it');
    const { model } = delivery.event.data;
    switch (model) {
      case 'document':
        return this.normaliseDocument(delivery);
      case 'matter':
        return this.normaliseMatter(delivery);
      case 'contact':
        return this.normaliseClient(delivery);
      case 'folder':
        return skip('folders are told through their documents');
    }
  }

  private async normaliseDocument(delivery: Delivery<'DeliveryReceived'>): Promise<Verdict> {
    const { event } = delivery;
    const id = DocumentId.parse(event.data.object);
    const seen = await this.look(() => this.clio.document(event.firm, id));
    if (isFailure(seen)) return seen.verdict;
    if (seen.value === undefined) return this.absent(delivery, id);
    const { matter } = seen.value.snapshot;
    if (matter !== null) {
      const introduced = await this.introduceMatter(delivery, matter);
      if (introduced !== undefined) return introduced;
    }
    return this.tellDocument(delivery, seen.value);
  }

  private async tellDocument(delivery: Delivery<'DeliveryReceived'>, seen: SeenDocument): Promise<Verdict> {
    const finding = await this.log.tellDocument(delivery.event, seen, delivery.fence);
    switch (finding.kind) {
      case 'gap':
        return this.withVersions(delivery, seen);
      case 'doubt':
        return this.lookAgain(delivery, seen.snapshot.id);
      case 'facts':
        if (finding.isUnfinished === true) return lookLater(delivery.tries);
        return finding.facts.length === 0 ? skip('told before') : done();
    }
  }

  private async withVersions(delivery: Delivery<'DeliveryReceived'>, seen: SeenDocument): Promise<Verdict> {
    const versions = await this.look(() => this.clio.versions(delivery.event.firm, seen.snapshot.id));
    if (isFailure(versions)) return versions.verdict;
    return this.tellDocument(delivery, { ...seen, versions: versions.value });
  }

  /** What was seen may be older than the deletion that was told: what is seen now is not. */
  private async lookAgain(delivery: Delivery<'DeliveryReceived'>, id: DocumentId): Promise<Verdict> {
    const seen = await this.look(() => this.clio.document(delivery.event.firm, id));
    if (isFailure(seen)) return seen.verdict;
    if (seen.value === undefined) return this.absent(delivery, id);
    return this.tellDocument(delivery, { ...seen.value, isFresh: true });
  }

  /** A 404 alone is no evidence; a signed `deleted` delivery is. */
  private async absent(delivery: Delivery<'DeliveryReceived'>, id: DocumentId): Promise<Verdict> {
    const { event } = delivery;
    if (event.data.event !== 'deleted') return skip('not visible in Clio');
    const told = await this.log.tellTrashed(event, id, delivery.fence);
    return told ? done() : skip('never mirrored');
  }

  private async normaliseMatter(delivery: Delivery<'DeliveryReceived'>): Promise<Verdict> {
    const { event } = delivery;
    const seen = await this.look(() => this.clio.matter(event.firm, MatterId.parse(event.data.object)));
    if (isFailure(seen)) return seen.verdict;
    if (seen.value === undefined) return skip('not visible in Clio');
    const told = await this.log.tellMatter(event, seen.value, delivery.fence);
    return told === 0 ? skip('told before') : done();
  }

  /** A contact is of interest as a client: its name is part of its matters, and Clio tells of none of them. */
  private async normaliseClient(delivery: Delivery<'DeliveryReceived'>): Promise<Verdict> {
    const { event } = delivery;
    const seen = await this.look(() => this.clio.mattersOfClient(event.firm, event.data.object));
    if (isFailure(seen)) return seen.verdict;
    let told = 0;
    for (const matter of seen.value) told += await this.log.tellMatter(event, matter, delivery.fence);
    return told === 0 ? skip('told before, or no client') : done();
  }

  /** A matter is told of before its first document. */
  private async introduceMatter(
    delivery: Delivery<'DeliveryReceived'>,
    id: MatterId,
  ): Promise<Verdict | undefined> {
    const event: Event<'DeliveryReceived'> = delivery.event;
    if (await this.log.knowsMatter(event.firm, id)) return undefined;
    const seen = await this.look(() => this.clio.matter(event.firm, id));
    if (isFailure(seen)) return seen.verdict;
    if (seen.value === undefined) return dead('MATTER_UNKNOWN');
    await this.log.tellMatter(event, seen.value, delivery.fence);
    return undefined;
  }

  private async look<T>(read: () => Promise<T>): Promise<{ value: T } | { verdict: Verdict }> {
    try {
      return { value: await read() };
    } catch (error) {
      return { verdict: this.clio.verdictOf(error) };
    }
  }
}

/** @param tries how often this delivery was tried by now, 1 first */
function lookLater(tries: number): Verdict {
  const wait = UPLOAD_LOOKS_S[tries - 1];
  return wait === undefined
    ? skip('upload never finished')
    : retry('UPLOAD_UNFINISHED', { inMs: wait * 1000 });
}

function isFailure<T>(look: { value: T } | { verdict: Verdict }): look is { verdict: Verdict } {
  return 'verdict' in look;
}
