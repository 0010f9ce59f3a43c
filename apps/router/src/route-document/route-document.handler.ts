import {
  causedBy,
  documentStream,
  matterKey,
  matterStream,
  type DocumentId,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type EventName,
  type FirmId,
  type MatterId,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { dead, done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { candidates, type Place } from '@counterpart/placement';
import { evolve, UNSEEN, type DocumentCourse } from '../routing/document-course.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../routing/matter-course.js';
import { nextSteps, type NextStep } from '../routing/next-steps.js';
import { keptDecision, newDecision, type Decided } from '../routing/routing-decision.js';
import type { PathClaims, Policies } from './route-document.ports.js';

/** The facts and outcomes after which a document’s next step is decided anew. */
export type DocumentTurn = Extract<
  EventName,
  | 'DocumentAdded'
  | 'DocumentVersionAdded'
  | 'DocumentChanged'
  | 'DocumentTrashed'
  | 'DocumentRestored'
  | 'DocumentMirrored'
  | 'StagingLost'
  | 'SourceMissing'
>;

/** What the router knows of a document at one moment. */
interface Scene {
  readonly firm: FirmId;
  readonly policy: Policy;
  readonly course: DocumentCourse;
  readonly matter: MatterCourse;
}

type RouteStep = Extract<NextStep, { kind: 'route' }>;
type SkipStep = Extract<NextStep, { kind: 'skip' }>;

/**
 * The process manager of a document: after every fact and every outcome it folds the document’s stream and takes
 * the next step. The stream is read inside the transaction that appends, so redelivery finds the step taken.
 */
export class RouteDocument {
  constructor(
    private readonly store: EventStore,
    private readonly claims: PathClaims,
    private readonly policies: Policies,
    private readonly now: () => Date,
  ) {}

  /** Decides and records what happens next with the document that the event is about. */
  async handle(delivery: Delivery<DocumentTurn>): Promise<Verdict> {
    const { event, fence } = delivery;
    const policy = this.policies.policyOf(event.firm);
    if (policy === undefined) return dead('FIRM_UNKNOWN');
    return this.store.transact((tx) => this.decide(tx, event, policy), { fence });
  }

  private async decide(tx: Transaction, event: Event<DocumentTurn>, policy: Policy): Promise<Verdict> {
    const { document, matter } = subjectOf(event);
    const stream = documentStream(event.firm, document);
    const ofMatter = matter === null ? null : matterStream(event.firm, matter);
    const recorded = await this.store.readStreams(ofMatter === null ? [stream] : [stream, ofMatter], { tx });
    const story = recorded.get(stream) ?? [];
    const scene: Scene = {
      firm: event.firm,
      policy,
      course: story.reduce((course, { event: told }) => evolve(course, told), UNSEEN),
      matter: (ofMatter === null ? [] : (recorded.get(ofMatter) ?? [])).reduce(
        (course, { event: told }) => evolveMatter(course, told),
        UNKNOWN_MATTER,
      ),
    };
    const steps = nextSteps(policy, scene.matter, scene.course);
    if (steps.length === 0) return skip('nothing to do');
    if (steps.some((step) => step.kind === 'give-up')) return dead('STAGING_LOST');
    if (steps.some((step) => step.kind === 'wait')) return retry('MATTER_UNKNOWN');
    const events = await this.recordSteps(tx, scene, steps);
    const cause = causedBy(event, 'router', 'route-document', story.length);
    await this.store.append(tx, cause, [{ stream, expected: story.length, events }], this.now());
    return done();
  }

  private async recordSteps(tx: Transaction, scene: Scene, steps: readonly NextStep[]): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const step of steps) {
      if (step.kind === 'skip') events.push(skipped(scene, step));
      if (step.kind === 'route') events.push(await this.routed(tx, scene, step));
    }
    return events;
  }

  private async routed(tx: Transaction, scene: Scene, step: RouteStep): Promise<NewEvent<'DocumentRouted'>> {
    const { document, attempt, place } = step;
    const { counterpart } = scene.course;
    const { id, number, size } = document.version;
    return addressed(scene, document, 'DocumentRouted', {
      document: document.id,
      matter: requireMatter(document),
      version: { id, number, size },
      replaces: counterpart?.rev ?? null,
      counterpart: counterpart?.id ?? null,
      clientModified: document.version.receivedAt,
      attempt,
      ...(place.kind === 'kept' ? keptDecision(place) : await this.claimPlaces(tx, scene, document, place)),
    });
  }

  /** Claims the document’s place, and those of its copies. */
  private async claimPlaces(
    tx: Transaction,
    scene: Scene,
    document: DocumentSnapshot,
    place: Place,
  ): Promise<Decided> {
    const reserved = [scene.policy.versions.folder];
    const claim = (folder: string, name: string) =>
      this.claims.claim(tx, {
        firm: scene.firm,
        owner: documentStream(scene.firm, document.id),
        folder,
        names: candidates(name, { id: document.id, folder, reserved }),
      });
    const claimed = await claim(place.folder, place.name);
    const copies: EventData<'DocumentRouted'>['copies'] = [];
    for (const copy of place.copies) {
      copies.push({ ...copy, name: (await claim(copy.folder, copy.name)).name });
    }
    return newDecision(scene.policy, place, claimed, copies);
  }
}

function skipped(scene: Scene, { document, reason, why }: SkipStep): NewEvent<'DocumentSkipped'> {
  return addressed(scene, document, 'DocumentSkipped', {
    document: document.id,
    matter: document.matter,
    versionNumber: document.version.number,
    reason,
    policyVersion: scene.policy.version,
    why: [...why],
  });
}

function addressed<Name extends 'DocumentRouted' | 'DocumentSkipped'>(
  { firm }: Scene,
  document: DocumentSnapshot,
  name: Name,
  data: EventData<Name>,
) {
  const stream = documentStream(firm, document.id);
  return { name, stream, firm, key: matterKey(firm, document.matter), data };
}

function requireMatter(document: DocumentSnapshot): MatterId {
  if (document.matter === null) throw new TypeError('a document without a matter is never routed');
  return document.matter;
}

/** The document and matter an event is about. */
function subjectOf(event: Event<DocumentTurn>): { document: DocumentId; matter: MatterId | null } {
  const { document, matter } = { matter: null, ...event.data };
  return typeof document === 'string'
    ? { document, matter }
    : { document: document.id, matter: document.matter };
}
