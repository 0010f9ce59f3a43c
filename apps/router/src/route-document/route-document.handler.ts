import { causedBy, type CausedBy, type FirmId, type MatterId } from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { folderPlan } from '@counterpart/restricted-folder';
import { stragglers } from '../routing/moves/companion-moves.js';
import { isBeingPacked, isFolderUnsettled } from '../routing/matter/folder-wish.js';
import { isMoveDead, type MatterCourse } from '../routing/matter/matter-course.js';
import { nextMove, type MoveStep } from '../routing/moves/next-move.js';
import { nextSteps } from '../routing/placement/next-steps.js';
import { TRY_AGAIN } from '../routing/moves/relocation-course.js';
import { DocumentLooks, type Look, type Scene } from './document-looks.js';
import { subjectOf, type DocumentTurn, type Subject } from './document-turn.js';
import { MovingSteps, plannedCopies } from './moving-steps.js';
import type { FolderMoves, MatterGates, Policies, SetAsides } from './route-document.ports.js';
import { VersionSteps, type VersionPorts } from './version-steps.js';

/** What routing needs of the world. */
export interface RoutingPorts extends VersionPorts {
  readonly policies: Policies;
  readonly gates: MatterGates;
  readonly setAsides: SetAsides;
  readonly folderMoves: FolderMoves;
}

type Fenced = Pick<Delivery<DocumentTurn>, 'fence'>['fence'];

/**
 * The process manager of a document: after every fact and every outcome it folds the document’s stream and takes
 * the next step. The stream is read inside the transaction that appends, so redelivery finds the step taken.
 */
export class RouteDocument {
  private readonly looks: DocumentLooks;
  private readonly moving: MovingSteps;
  private readonly versions: VersionSteps;

  constructor(
    private readonly store: EventStore,
    private readonly ports: RoutingPorts,
    private readonly now: () => Date,
  ) {
    this.looks = new DocumentLooks(store, ports.gates, ports.policies);
    this.moving = new MovingSteps(ports.claims, ports.setAsides);
    this.versions = new VersionSteps(ports);
  }

  /** Decides and records what happens next with the document that the event is about. */
  async handle({ event, fence }: Delivery<DocumentTurn>): Promise<Verdict> {
    const about = subjectOf(event);
    if (about === undefined) return skip('about no document');
    if (event.name === 'DocumentMirrored' && (await this.isSettled(event.firm, about)))
      return skip('nothing to do');
    return this.decideAgain({ ...about, event, handler: 'route-document', isReview: false }, fence);
  }

  /** Decides and records what happens next with a document; its matter’s folder goes first where it is to move. */
  async decideAgain(subject: Subject, fence: Fenced): Promise<Verdict> {
    const turn = (isFolderSettled: boolean) =>
      this.store.transact((tx) => this.decide(tx, subject, isFolderSettled), {
        fence,
        afresh: true,
        firm: subject.event.firm,
      });
    const taken = await turn(false);
    if (!('unsettled' in taken)) return taken;
    if (subject.isFolderWaiting === true) return skip('waits for its matter’s folder');
    const state = await this.ports.folderMoves.attempt({ event: subject.event, fence }, taken.unsettled);
    if (state === 'firm-unknown') return retry('FIRM_UNKNOWN');
    if (state !== 'settled') return skip('waits for its matter’s folder');
    const again = await turn(true);
    return 'unsettled' in again ? skip('waits for its matter’s folder') : again;
  }

  /** Most of what was mirrored is where it belongs, and owes nothing: one look says so, without a transaction. */
  private async isSettled(firm: FirmId, about: Pick<Subject, 'document' | 'matter'>): Promise<boolean> {
    const scene = await this.looks.glance({ firm, ...about });
    if (scene === undefined) return false;
    const { policy, matter } = scene;
    if (matter.move !== null || isFolderUnsettled(policy, matter) || nextMove(scene) !== null) return false;
    return [stragglers(scene), plannedCopies(scene), nextSteps(scene)].every((steps) => steps.length === 0);
  }

  private async decide(
    tx: Transaction,
    subject: Subject,
    isFolderSettled: boolean,
  ): Promise<Verdict | { readonly unsettled: MatterId }> {
    const { event, handler, document, isReview } = subject;
    const { firm } = event;
    const look = await this.looks.at(tx, { firm, document, matter: subject.matter });
    if (look === undefined) return retry('FIRM_UNKNOWN');
    const { policy, matter } = look.scene;
    const course = isReview ? seenAfresh(look.scene.course) : look.scene.course;
    const scene = { ...look.scene, course };
    const waits = matter.move !== null || (!isFolderSettled && isFolderUnsettled(policy, matter));
    const folder = waits ? matter.snapshot : null;
    const events = await (folder === null ? this.nextEvents(tx, scene) : this.lockingAway(tx, scene));
    if (!isEvents(events)) return events;
    if (folder !== null && events.length === 0) return { unsettled: folder.id };
    const cause = causedBy(event, 'router', handler, look.versions.document);
    return this.record(tx, cause, { events, versions: look.versions });
  }

  private async record(
    tx: Transaction,
    cause: CausedBy,
    { events, versions }: Pick<Look, 'versions'> & { readonly events: readonly NewEvent[] },
  ): Promise<Verdict> {
    if (events.length === 0) return skip('nothing to do');
    const writes = [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => ({
      stream,
      expected: expectedOf(stream, versions),
      events: own,
    }));
    await this.store.append(tx, cause, writes, this.now());
    return done();
  }

  /** A counterpart first goes where it belongs, then to its further places; then its next version goes out. */
  private async nextEvents(tx: Transaction, scene: Scene): Promise<readonly NewEvent[] | Verdict> {
    const move = nextMove(scene);
    if (move !== null) return this.moved(tx, scene, move);
    const stragglers = await this.moving.recordStragglers(tx, scene);
    if (stragglers.length > 0) return stragglers;
    const copies = plannedCopies(scene);
    return copies.length > 0 ? copies : this.versions.record(tx, scene);
  }

  /**
   * What is to be locked away does not wait for a folder that has not begun to move, nor for one whose move was given up: a person may be
   * long in coming. A folder that begins to move waits for it, like for any document on its way.
   */
  private async lockingAway(tx: Transaction, scene: Scene): Promise<readonly NewEvent[]> {
    if (!isStill(scene.matter)) return [];
    const move = nextMove(scene);
    if (move?.access === 'into-restricted') return this.moved(tx, scene, move);
    return this.moving.recordStragglers(tx, scene, ({ access }) => access === 'into-restricted');
  }

  private async moved(tx: Transaction, scene: Scene, move: MoveStep): Promise<readonly NewEvent[]> {
    const moved = await this.moving.record(tx, scene, move);
    return move.access === 'into-restricted' ? [...moved, ...(await this.planned(tx, scene))] : moved;
  }

  /** What is to be moved into the restricted folder needs that to be made, and proven, too. */
  private async planned(tx: Transaction, { firm, policy }: Scene): Promise<readonly NewEvent[]> {
    return folderPlan(firm, policy, await this.ports.restricted.record(tx, firm));
  }
}

const isStill = (matter: MatterCourse): boolean =>
  !isBeingPacked(matter) && (matter.move === null || isMoveDead(matter));

/** What was skipped may have a place now, and what was refused may be possible. */
const seenAfresh = (course: Scene['course']): Scene['course'] => ({
  ...course,
  ...TRY_AGAIN,
  settledUpTo: course.finishedUpTo,
});

const isEvents = (found: readonly NewEvent[] | Verdict): found is readonly NewEvent[] => Array.isArray(found);

/** The firm’s stream is written by others too; what the router plans there stands for itself. */
function expectedOf(stream: string, versions: Look['versions']): number | 'any' {
  if (stream.startsWith('firm-')) return 'any';
  return stream.startsWith('matter-') ? versions.matter : versions.document;
}
