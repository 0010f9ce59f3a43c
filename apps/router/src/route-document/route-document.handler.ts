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
import type { MatterFolders, PathClaims, Policies } from './route-document.ports.js';

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

/** What was read of a document and its matter, and how far. */
interface Look {
  readonly scene: Scene;
  /** Versions of the two streams. */
  readonly versions: { readonly document: number; readonly matter: number };
}

/** What routing needs of the world. */
export interface RoutingPorts {
  readonly claims: PathClaims;
  readonly folders: MatterFolders;
  readonly policies: Policies;
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
    private readonly ports: RoutingPorts,
    private readonly now: () => Date,
  ) {}

  /** Decides and records what happens next with the document that the event is about. */
  async handle({ event, fence }: Delivery<DocumentTurn>): Promise<Verdict> {
    return this.store.transact((tx) => this.decide(tx, event), { fence, afresh: true });
  }

  private async decide(tx: Transaction, event: Event<DocumentTurn>): Promise<Verdict> {
    const policy = await this.ports.policies.inForce(tx, event.firm);
    if (policy === undefined) return dead('FIRM_UNKNOWN');
    const { scene, versions } = await this.lookAt(tx, event, policy);
    const settled = await this.settleFolder(tx, scene);
    const steps = nextSteps(policy, settled.scene.matter, scene.course);
    if (steps.length === 0) return skip('nothing to do');
    if (steps.some((step) => step.kind === 'give-up')) return dead('STAGING_LOST');
    if (steps.some((step) => step.kind === 'wait-for-matter')) return retry('MATTER_UNKNOWN');
    const events = [...settled.events, ...(await this.recordSteps(tx, settled.scene, steps))];
    const cause = causedBy(event, 'router', 'route-document', versions.document);
    const writes = [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => ({
      stream,
      expected: stream.startsWith('matter-') ? versions.matter : versions.document,
      events: own,
    }));
    await this.store.append(tx, cause, writes, this.now());
    return done();
  }

  private async lookAt(tx: Transaction, event: Event<DocumentTurn>, policy: Policy): Promise<Look> {
    const { firm } = event;
    const { document, matter } = subjectOf(event);
    const stream = documentStream(firm, document);
    const ofMatter = matter === null ? null : matterStream(firm, matter);
    const recorded = await this.store.readStreams(ofMatter === null ? [stream] : [stream, ofMatter], { tx });
    const story = recorded.get(stream) ?? [];
    const matterStory = ofMatter === null ? [] : (recorded.get(ofMatter) ?? []);
    return {
      scene: {
        firm,
        policy,
        course: story.reduce((course, { event: told }) => evolve(course, told), UNSEEN),
        matter: matterStory.reduce((course, { event: told }) => evolveMatter(course, told), UNKNOWN_MATTER),
      },
      versions: { document: story.length, matter: matterStory.length },
    };
  }

  /** A matter that the policy left out until now gets its folder with the first document that needs it. */
  private async settleFolder(
    tx: Transaction,
    scene: Scene,
  ): Promise<{ readonly scene: Scene; readonly events: readonly NewEvent[] }> {
    const { firm, policy, matter } = scene;
    const steps = nextSteps(policy, matter, scene.course);
    const needsFolder = steps.some((step) => step.kind === 'plan-folder');
    if (!needsFolder || matter.snapshot === null) return { scene, events: [] };
    const plan = await this.ports.folders.plan(tx, firm, policy, matter.snapshot);
    if (plan.kind === 'left-out') throw new TypeError('a document is mirrored only where its matter is');
    const folder = plan.event.data.folders[0] ?? null;
    return { scene: { ...scene, matter: { ...matter, folder } }, events: [plan.event] };
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
      this.ports.claims.claim(tx, scene.firm, {
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
