import {
  causedBy,
  documentStream,
  matterKey,
  matterStream,
  type DocumentSnapshot,
  type EventData,
  type FirmId,
  type MatterId,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { dead, done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { candidates, type Place } from '@counterpart/placement';
import { folderPlan, proofUnder } from '@counterpart/restricted-folder';
import { evolve, UNSEEN, type DocumentCourse } from '../routing/document-course.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../routing/matter-course.js';
import { nextSteps, type KnownProof, type NextStep } from '../routing/next-steps.js';
import { keptDecision, newDecision, type Decided } from '../routing/routing-decision.js';
import { subjectOf, type DocumentTurn, type Subject } from './document-turn.js';
import type { MatterFolders, PathClaims, Policies, RestrictedFolders } from './route-document.ports.js';

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
  readonly restricted: RestrictedFolders;
}

/** The proof that a restricted place stands on, and the plan of the folder where it was not planned yet. */
interface AskedProof {
  readonly proof: KnownProof;
  readonly events: readonly NewEvent[];
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
    const subject = {
      firm: event.firm,
      ...subjectOf(event),
      cause: (decidedOn: number) => causedBy(event, 'router', 'route-document', decidedOn),
    };
    return this.decideAgain(subject, fence);
  }

  /** Decides and records what happens next with a document. */
  async decideAgain(subject: Subject, fence: Delivery<DocumentTurn>['fence']): Promise<Verdict> {
    return this.store.transact((tx) => this.decide(tx, subject), { fence, afresh: true });
  }

  private async decide(tx: Transaction, subject: Subject): Promise<Verdict> {
    const policy = await this.ports.policies.inForce(tx, subject.firm);
    if (policy === undefined) return dead('FIRM_UNKNOWN');
    const { scene, versions } = await this.lookAt(tx, subject, policy);
    const asked = await this.askProof(tx, scene);
    const settled = await this.settleFolder(tx, scene, asked.proof);
    const steps = nextSteps(policy, settled.scene.matter, scene.course, asked.proof);
    if (steps.length === 0) return skip('nothing to do');
    if (steps.some((step) => step.kind === 'give-up')) return dead('STAGING_LOST');
    if (steps.some((step) => step.kind === 'wait-for-matter')) return retry('MATTER_UNKNOWN');
    const recorded = await this.recordSteps(tx, settled.scene, steps);
    const events = [...settled.events, ...recorded, ...asked.events];
    const writes = [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => ({
      stream,
      expected: expectedOf(stream, versions),
      events: own,
    }));
    await this.store.append(tx, subject.cause(versions.document), writes, this.now());
    return done();
  }

  /** Looks up whether the restricted folder is proven, where the document belongs there; plans it where it is not. */
  private async askProof(tx: Transaction, { firm, policy, matter, course }: Scene): Promise<AskedProof> {
    const steps = nextSteps(policy, matter, course);
    if (!steps.some((step) => step.kind === 'ask-proof')) return { proof: undefined, events: [] };
    const record = await this.ports.restricted.record(tx, firm);
    return { proof: proofUnder(record, policy), events: folderPlan(firm, policy, record) };
  }

  private async lookAt(tx: Transaction, { firm, document, matter }: Subject, policy: Policy): Promise<Look> {
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
    proof: KnownProof,
  ): Promise<{ readonly scene: Scene; readonly events: readonly NewEvent[] }> {
    const { firm, policy, matter } = scene;
    const steps = nextSteps(policy, matter, scene.course, proof);
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
    const { document, attempt, place, restricted } = step;
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
      ...(restricted === null ? {} : { restricted }),
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

/** The firm’s stream is written by others too; what the router plans there stands for itself. */
function expectedOf(stream: string, versions: Look['versions']): number | 'any' {
  if (stream.startsWith('firm-')) return 'any';
  return stream.startsWith('matter-') ? versions.matter : versions.document;
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
