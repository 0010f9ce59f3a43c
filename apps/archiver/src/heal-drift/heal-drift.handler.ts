import {
  causedBy,
  documentStream,
  firmStream,
  matterKey,
  type DocumentId,
  type Event,
  type FirmId,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { driftBreaker } from '@counterpart/placement';
import { openDriftIn } from '../custody/drift.js';
import { isUnderWay, knownFileIn, type KnownFile } from '../custody/known-file.js';
import { isOnHold } from '../custody/legal-hold.js';
import { wholeStory, type WholeStory } from '../custody/whole-story.js';
import { healFile, type Healing } from './heal-file.js';
import type { HealingGate, HealingHands, HealingPolicies, OpenDrifts } from './heal-drift.ports.js';

/** The outside world as healing needs it. */
export interface HealingPorts {
  readonly drifts: OpenDrifts;
  readonly hands: HealingHands;
  readonly gate: HealingGate;
  readonly policies: HealingPolicies;
}

/** Chance and time, given from outside. */
export interface HealingSource {
  readonly now: () => Date;
  /** A UUIDv7. */
  readonly newLookId: () => string;
}

/** A stop is told once a day while it lasts. */
const TOLD_AGAIN_MS = 24 * 3_600_000;

/**
 * Puts back what people changed in Dropbox by hand, where the firm’s policy says so. It looks at all that is told and not
 * put back, so that a legal hold that was lifted, a place that was cleared and a new policy count at the next look. So much
 * at once that no hand did it is told, and left to a person.
 */
export class HealDrift {
  constructor(
    private readonly store: EventStore,
    private readonly ports: HealingPorts,
    private readonly source: HealingSource,
  ) {}

  /** @returns how many were put back @throws what Dropbox throws; the next look goes on */
  async tend(firm: FirmId): Promise<number> {
    const { current: policy } = await this.ports.policies.of(firm);
    const { edited, moved, deleted } = policy.drift;
    if (![edited, moved, deleted].includes('heal')) return 0;
    const { documents, changed } = await this.ports.drifts.of(firm);
    if (driftBreaker(policy, { documents, changed: changed.length }) === 'stop') {
      await this.#stop(firm, policy, { documents, changed: changed.length });
      return 0;
    }
    let healed = 0;
    for (const document of changed) {
      if (await this.#heal(firm, policy, document)) healed += 1;
    }
    return healed;
  }

  async #heal(firm: FirmId, policy: Policy, document: DocumentId): Promise<boolean> {
    const read = await wholeStory(this.store, firm, document);
    const drift = openDriftIn(read.story);
    const known = knownFileIn(read.all, document);
    if (drift === undefined || known === undefined || isUnderWay(read.all)) return false;
    // The router sends it from Clio again.
    if (lastRefusal(read.story, drift)?.data.reason === 'REVISION_GONE') return false;
    const healing = await this.#treat(firm, policy, read, known);
    if (healing.kind === 'left') return false;
    // Somebody decided something meanwhile: what is different then is seen by the next look.
    if (!isSame(read, await wholeStory(this.store, firm, document))) return false;
    await this.#record(read, drift, known, healing);
    return healing.kind === 'healed';
  }

  async #treat(firm: FirmId, policy: Policy, read: WholeStory, known: KnownFile): Promise<Healing> {
    const { matter } = known;
    const onHold = isAnyOnHold(read.matters);
    if (isTrashed(read.story))
      return { kind: 'refused', reason: 'DELETED_IN_CLIO', file: null, handEdit: null };
    if (matter === null) return { kind: 'left' };
    const { hands, gate } = this.ports;
    return healFile(hands, gate, { firm, policy, onHold, known: { ...known, matter } });
  }

  /** What was refused for the same reason before is told once. */
  async #record(
    { story }: WholeStory,
    drift: Event<'DriftFound'>,
    known: KnownFile,
    healing: Exclude<Healing, { readonly kind: 'left' }>,
  ): Promise<void> {
    const isTold = healing.kind === 'refused' && lastRefusal(story, drift)?.data.reason === healing.reason;
    if (isTold) return;
    const event = outcomeOf(drift, known, healing);
    const cause = causedBy(drift, 'archiver', 'heal-drift', story.length);
    await this.store.transact(
      (tx) =>
        this.store.append(
          tx,
          cause,
          [{ stream: event.stream, expected: story.length, events: [event] }],
          this.source.now(),
        ),
      { firm: event.firm },
    );
  }

  async #stop(
    firm: FirmId,
    policy: Policy,
    share: { readonly documents: number; readonly changed: number },
  ): Promise<void> {
    const stream = firmStream(firm);
    const told = (await this.store.readStream(stream)).findLast(
      ({ event }) => event.name === 'DriftHealingStopped',
    );
    const now = this.source.now();
    if (told !== undefined && now.getTime() - Date.parse(told.event.time) < TOLD_AGAIN_MS) return;
    const data = { ...share, policyVersion: policy.version };
    const event: NewEvent<'DriftHealingStopped'> = {
      name: 'DriftHealingStopped',
      stream,
      firm,
      key: matterKey(firm, null),
      data,
    };
    const id = this.source.newLookId();
    const cause = {
      eventId: id,
      correlationId: id,
      handler: 'archiver.heal-drift',
      actor: 'service:archiver',
      source: '/counterpart/archiver',
    };
    await this.store.transact(
      (tx) => this.store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], now),
      { firm },
    );
  }
}

type Outcome = NewEvent<'DriftHealed'> | NewEvent<'DriftHealRefused'>;

function outcomeOf(
  { id: drift, firm, data: { document, matter, kind } }: Event<'DriftFound'>,
  { place }: KnownFile,
  healing: Exclude<Healing, { readonly kind: 'left' }>,
): Outcome {
  const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
  const about = { document, matter, drift, kind, handEdit: healing.handEdit };
  if (healing.kind === 'refused') {
    const { reason, file } = healing;
    const data = { ...about, reason, path: place, rev: file?.rev ?? null };
    return { ...address, name: 'DriftHealRefused', data };
  }
  const { how, file } = healing;
  const data = { ...about, how, counterpart: file.id, path: file.path, rev: file.rev };
  return { ...address, name: 'DriftHealed', data };
}

function lastRefusal(
  story: readonly Event[],
  drift: Event<'DriftFound'>,
): Event<'DriftHealRefused'> | undefined {
  return story.findLast(
    (event): event is Event<'DriftHealRefused'> =>
      event.name === 'DriftHealRefused' && event.data.drift === drift.id,
  );
}

const isSame = (before: WholeStory, after: WholeStory): boolean => before.all.length === after.all.length;

/** A document may be in one matter now and have lain in another before. */
function isAnyOnHold(matters: readonly Event[]): boolean {
  const bySubject = Map.groupBy(matters, ({ subject }) => subject);
  return [...bySubject.values()].some(isOnHold);
}

const isTrashed = (story: readonly Event[]): boolean =>
  story.findLast(({ name }) => name === 'DocumentTrashed' || name === 'DocumentRestored')?.name ===
  'DocumentTrashed';
