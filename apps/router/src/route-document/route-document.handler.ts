import {
  causedBy,
  documentStream,
  matterKey,
  matterStream,
  type DocumentId,
  type DocumentSnapshot,
  type Event,
  type EventName,
  type FirmId,
  type MatterId,
  type Placement,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { dead, done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { evolve, nextSteps, UNSEEN, type DocumentCourse, type NextStep } from '../routing/document-course.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../routing/matter-course.js';
import { pathKey } from '../routing/path-key.js';
import { candidates, wish } from '../routing/place.js';
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
    const steps = nextSteps(policy, scene.course);
    if (steps.length === 0) return skip('nothing to do');
    if (steps.some((step) => step.kind === 'give-up')) return dead('STAGING_LOST');
    if (steps.some((step) => step.kind === 'route') && scene.matter.folder === null) {
      return retry('MATTER_UNKNOWN');
    }
    const events = await this.recordSteps(tx, scene, steps);
    const cause = causedBy(event, 'router', 'route-document', story.length);
    await this.store.append(tx, cause, [{ stream, expected: story.length, events }], this.now());
    return done();
  }

  private async recordSteps(tx: Transaction, scene: Scene, steps: readonly NextStep[]): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const step of steps) {
      if (step.kind === 'skip') events.push(skipped(scene, step.document, step.reason));
      if (step.kind === 'route') events.push(await this.routed(tx, scene, step));
    }
    return events;
  }

  private async routed(
    tx: Transaction,
    scene: Scene,
    step: Extract<NextStep, { kind: 'route' }>,
  ): Promise<NewEvent<'DocumentRouted'>> {
    const { document, attempt } = step;
    const matter = requireMatter(document);
    const { counterpart } = scene.course;
    return {
      name: 'DocumentRouted',
      stream: documentStream(scene.firm, document.id),
      firm: scene.firm,
      key: matterKey(scene.firm, matter),
      data: {
        document: document.id,
        matter,
        version: { id: document.version.id, number: document.version.number, size: document.version.size },
        placement: counterpart?.placement ?? (await this.claimPlace(tx, scene, document)),
        replaces: counterpart?.rev ?? null,
        counterpart: counterpart?.id ?? null,
        clientModified: document.version.receivedAt,
        policyVersion: scene.policy.version,
        attempt,
      },
    };
  }

  /** The first candidate name that is free, or that this document claimed before. */
  private async claimPlace(tx: Transaction, scene: Scene, document: DocumentSnapshot): Promise<Placement> {
    const { folder, name } = wish(scene.policy, scene.matter.folder ?? '', document);
    for (const candidate of candidates(name, document.id, folder)) {
      const key = pathKey(`${folder}/${candidate}`);
      const owner = documentStream(scene.firm, document.id);
      if (await this.claims.claim(tx, { firm: scene.firm, pathKey: key, owner })) {
        return { folder, name: candidate, disambiguated: candidate !== name };
      }
    }
    throw new TypeError('the candidates of a name never end');
  }
}

function skipped(
  scene: Scene,
  document: DocumentSnapshot,
  reason: Extract<NextStep, { kind: 'skip' }>['reason'],
): NewEvent<'DocumentSkipped'> {
  return {
    name: 'DocumentSkipped',
    stream: documentStream(scene.firm, document.id),
    firm: scene.firm,
    key: matterKey(scene.firm, document.matter),
    data: {
      document: document.id,
      matter: document.matter,
      versionNumber: document.version.number,
      reason,
      policyVersion: scene.policy.version,
    },
  };
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
