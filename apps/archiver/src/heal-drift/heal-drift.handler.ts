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
import { isAnothers, type FileOwners } from '../custody/file-owners.js';
import { knownFileIn, type KnownFile } from '../custody/known-file.js';
import { isOnHold } from '../custody/legal-hold.js';
import { deadTracesIn, isUnderWay } from '../custody/under-way.js';
import { wholeStory, type WholeStory } from '../custody/whole-story.js';
import { healFile, type Healing } from './heal-file.js';
import type { HealingGate, HealingHands, HealingPolicies, OpenDrifts } from './heal-drift.ports.js';

/** The outside world as healing needs it. */
export interface HealingPorts {
  readonly drifts: OpenDrifts;
  readonly hands: HealingHands;
  readonly gate: HealingGate;
  readonly owners: FileOwners;
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

/** Other firms wait meanwhile: what takes longer is gone on with after the firm’s next look. */
const LONGEST_TEND_MS = 120_000;

const NEVER = new AbortController().signal;

/**
 * Puts back what people changed in Dropbox by hand, where the firm’s policy says so. It looks at all that is told and not
 * put back, so that a legal hold that was lifted, a place that was cleared and a new policy count at the next look. So much
 * at once that no hand did it is told, and left to a person.
 */
export class HealDrift {
  /** Whose turn it is at the firm’s next look. */
  readonly #next = new Map<FirmId, DocumentId>();

  constructor(
    private readonly store: EventStore,
    private readonly ports: HealingPorts,
    private readonly source: HealingSource,
  ) {}

  /**
   * @param signal ends it after the document in hand
   * @returns how many were put back
   * @throws what Dropbox throws, and the signal’s reason; the next look goes on
   */
  async tend(firm: FirmId, signal: AbortSignal = NEVER): Promise<number> {
    const { current: policy } = await this.ports.policies.of(firm);
    const { edited, moved, deleted } = policy.drift;
    if (![edited, moved, deleted].includes('heal')) return 0;
    const { documents, changed, isWhole } = await this.ports.drifts.of(firm);
    if (!isWhole) return 0;
    if (driftBreaker(policy, { documents, changed: changed.length }) === 'stop') {
      await this.#stop(firm, policy, { documents, changed: changed.length });
      return 0;
    }
    return this.#healAll(firm, policy, { changed, signal });
  }

  /** Begins where the last look broke off: what cannot be put back keeps nobody else waiting for ever. */
  async #healAll(
    firm: FirmId,
    policy: Policy,
    { changed, signal }: { readonly changed: readonly DocumentId[]; readonly signal: AbortSignal },
  ): Promise<number> {
    const untilMs = this.source.now().getTime() + LONGEST_TEND_MS;
    const next = this.#next.get(firm);
    const first = next === undefined ? 0 : Math.max(0, changed.indexOf(next));
    const inTurn = [...changed.slice(first), ...changed.slice(0, first)];
    let healed = 0;
    for (const [at, document] of inTurn.entries()) {
      signal.throwIfAborted();
      this.#next.set(firm, inTurn[(at + 1) % inTurn.length] ?? document);
      if (await this.#heal(firm, policy, document)) healed += 1;
      if (this.source.now().getTime() >= untilMs) return healed;
    }
    this.#next.delete(firm);
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
    if (!(await this.#isSame(firm, document, read))) return false;
    await this.#record(read, drift, known, healing);
    return healing.kind === 'healed';
  }

  async #treat(firm: FirmId, policy: Policy, read: WholeStory, known: KnownFile): Promise<Healing> {
    const { matter } = known;
    const onHold = isAnyOnHold(read.matters);
    if (isTrashed(read.story))
      return { kind: 'refused', reason: 'DELETED_IN_CLIO', file: null, handEdit: null };
    if (matter === null) return { kind: 'left' };
    const { hands, gate, owners } = this.ports;
    const { document } = known;
    const ours = deadTracesIn(read.all, known);
    // A folder’s move that was given up may have been made: what would be put into its old place would be the only thing there.
    for (const folder of ours.folders)
      if ((await hands.look(firm, folder)).kind !== 'folder') return { kind: 'left' };
    return healFile(hands, gate, {
      firm,
      policy,
      onHold,
      known: { ...known, matter },
      ours,
      isAnothers: (file) => isAnothers(owners, { firm, document }, file),
      mayAct: () => this.#isSame(firm, document, read),
    });
  }

  /** Nothing was decided, told or ordered to be tried again since. */
  async #isSame(firm: FirmId, document: DocumentId, before: WholeStory): Promise<boolean> {
    return (await wholeStory(this.store, firm, document)).all.length === before.all.length;
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

/** A document may be in one matter now and have lain in another before. */
function isAnyOnHold(matters: readonly Event[]): boolean {
  const bySubject = Map.groupBy(matters, ({ subject }) => subject);
  return [...bySubject.values()].some(isOnHold);
}

const isTrashed = (story: readonly Event[]): boolean =>
  story.findLast(({ name }) => name === 'DocumentTrashed' || name === 'DocumentRestored')?.name ===
  'DocumentTrashed';
