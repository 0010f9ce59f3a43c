import {
  causedBy,
  matterKey,
  type Event,
  type FirmId,
  type MatterId,
  type Policy,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, RecordedEvent, Transaction } from '@counterpart/event-store';
import { folderRecord, proofUnder } from '@counterpart/restricted-folder';
import type { FolderMoves, MatterGates, Policies } from '../route-document/route-document.ports.js';
import type { MatterDocuments } from '../relocate-matter/relocate-matter.ports.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../routing/matter/matter-course.js';
import { nextClosingStep, type ClosingStep, type Survey } from '../routing/closing/next-closing-step.js';
import { closingEvents } from './closing-events.js';
import { MatterSurvey } from './matter-survey.js';
import type { OpenClosings } from './tend-closings.ports.js';

/** What closings need of the world. */
export interface ClosingPorts {
  readonly open: OpenClosings;
  readonly policies: Policies;
  readonly gates: MatterGates;
  readonly documents: MatterDocuments;
  readonly folderMoves: FolderMoves;
}

export interface ClosingOptions {
  /** How long a closed matter rests first: what was changed right before it was closed is still on its way to us. */
  readonly quietMs: number;
  /** Matters of a firm that are archived at once; the others wait in the order in which they were closed. */
  readonly atOnce: number;
  readonly now: () => Date;
}

/** What was read of a matter, and how far. */
interface Look {
  readonly firm: FirmId;
  readonly stream: StreamName;
  readonly course: MatterCourse;
  readonly begun: Event<'ClosingBegun'>;
  readonly version: number;
}

/** What a survey found. */
interface Surveyed {
  readonly survey: Survey;
  /** How much had been told of the matter’s documents when it began. */
  readonly told: bigint;
}

/** Closings whose stories are read at once. */
const AT_ONCE = 200;

/** After a survey that found something missing, this many times what it took is waited. */
const REST = 20;

/**
 * The process manager of closings: looks at every one that is not over and takes its next step. All it knows stands on the
 * trail, so it can end at any moment and go on anywhere.
 */
export class TendClosings {
  readonly #survey: MatterSurvey;
  /** When a matter is surveyed again, in milliseconds since the epoch. */
  readonly #rests = new Map<StreamName, number>();

  constructor(
    private readonly store: EventStore,
    private readonly ports: ClosingPorts,
    private readonly options: ClosingOptions,
  ) {
    this.#survey = new MatterSurvey(store, ports.documents);
  }

  /** Takes what steps can be taken for a firm’s closings now, the oldest first. */
  async tend(firm: FirmId, signal?: AbortSignal): Promise<void> {
    const looks = await this.#looks(firm);
    let archiving = looks.filter(({ course }) => isArchived(course)).length;
    for (const look of looks) {
      signal?.throwIfAborted();
      const step = await this.#step(look, archiving < this.options.atOnce);
      if (step?.kind === 'begin-archiving') archiving += 1;
    }
  }

  /** Every open closing of a firm, the oldest first. */
  async #looks(firm: FirmId): Promise<readonly Look[]> {
    const streams = await this.store.transact((tx) => this.ports.open.of(tx, firm), { firm });
    const looks: Look[] = [];
    for (let start = 0; start < streams.length; start += AT_ONCE) {
      const part = streams.slice(start, start + AT_ONCE);
      const stories = await this.store.readStreams(part);
      for (const stream of part) {
        const look = lookAt(firm, stream, stories.get(stream) ?? []);
        if (look !== undefined) looks.push(look);
      }
    }
    return looks;
  }

  async #step(look: Look, isTurn: boolean): Promise<ClosingStep | null> {
    const now = this.options.now();
    if (this.#isResting(look, now, isTurn)) return null;
    const seen = await this.#surveyed(look, now);
    if (seen === 'later') return null;
    const scene = { survey: seen?.survey ?? null, now: now.toISOString(), isTurn };
    const step = nextClosingStep({ ...scene, matter: look.course });
    if (step === null || step.kind === 'wait') return step;
    if (step.kind === 'move-folder') {
      await this.ports.folderMoves.attempt({ event: look.begun, fence: null }, look.begun.data.matter);
      return step;
    }
    return this.#record(look, scene, seen?.told);
  }

  /** It rests after it was closed; then it stands in the queue until its turn comes, or until it is time to ask. */
  #isResting({ course: { closing } }: Look, now: Date, isTurn: boolean): boolean {
    if (closing === null) return true;
    if (closing.stage !== 'settling') return false;
    const isQuiet = now.getTime() < Date.parse(closing.begunAt) + this.options.quietMs;
    return isQuiet || (!isTurn && now.toISOString() < closing.askAfter);
  }

  /**
   * Null where there is nothing to survey: documents are on their way, and it is not time yet to ask for them by name.
   * `later`: the last survey found something missing, and was dear.
   */
  async #surveyed({ firm, stream, course, begun }: Look, now: Date): Promise<Surveyed | null | 'later'> {
    const { matter } = begun.data;
    if (!isSurveyed(course)) return null;
    const known = await this.store.transact((tx) => this.#known(tx, firm, matter), { firm });
    if (known === undefined) return 'later';
    if (known.areInFlight && now.toISOString() < (course.closing?.askAfter ?? '')) return null;
    if (now.getTime() < (this.#rests.get(stream) ?? 0)) return 'later';
    const began = this.options.now().getTime();
    const { folder, snapshot } = course;
    const survey = await this.#survey.of(firm, matter, { ...known, folder, snapshot });
    const rest = survey.missing.length === 0 ? 0 : (this.options.now().getTime() - began) * REST;
    this.#rests.set(stream, now.getTime() + rest);
    return { survey, told: known.told };
  }

  /** What a survey goes by; undefined where the firm is not configured here. */
  async #known(tx: Transaction, firm: FirmId, matter: MatterId) {
    const { documents, policies } = this.ports;
    const policy = await policies.inForce(tx, firm);
    if (policy === undefined) return undefined;
    return {
      policy,
      proof: proofUnder(await folderRecord(this.store, firm, tx), policy),
      shut: await policies.everRestricted(tx, firm),
      areInFlight: await documents.areInFlight(tx, firm, matter),
      told: await documents.told(tx, firm, matter),
    };
  }

  /** Decides again behind the matter’s gate: what was seen may have changed meanwhile. */
  #record(
    seen: Look,
    scene: Omit<Parameters<typeof nextClosingStep>[0], 'matter'>,
    told: bigint | undefined,
  ): Promise<ClosingStep | null> {
    const { firm, stream } = seen;
    return this.store.transact(
      async (tx) => {
        await this.ports.gates.close(tx, stream);
        const look = lookAt(firm, stream, await this.store.readStream(stream, { tx }));
        const policy = await this.ports.policies.inForce(tx, firm);
        if (look === undefined || policy === undefined || look.version !== seen.version) return null;
        const step = nextClosingStep({ ...scene, matter: look.course });
        if (step === null) return null;
        if (step.kind === 'begin-archiving' && (await this.#isNews(tx, look, told))) return null;
        await this.#append(tx, look, { policy, step });
        return step;
      },
      { afresh: true, firm },
    );
  }

  /** Whether anything was told of the matter’s documents since they were surveyed: versions that were found since are not settled. */
  async #isNews(tx: Transaction, { firm, begun }: Look, told: bigint | undefined): Promise<boolean> {
    const { documents } = this.ports;
    const { matter } = begun.data;
    return (await documents.told(tx, firm, matter)) !== told || documents.areInFlight(tx, firm, matter);
  }

  async #append(
    tx: Transaction,
    { firm, stream, course, begun, version }: Look,
    { policy, step }: { readonly policy: Policy; readonly step: ClosingStep },
  ): Promise<void> {
    const matter: MatterId = begun.data.matter;
    const address = { stream, firm, key: matterKey(firm, matter) };
    const events = closingEvents({ policy, course, begun, step }).map((event) => ({ ...address, ...event }));
    if (events.length === 0) return;
    const cause = causedBy(begun, 'router', `tend-closings.${step.kind}`, version);
    await this.store.append(tx, cause, [{ stream, expected: version, events }], this.options.now());
  }
}

function lookAt(firm: FirmId, stream: StreamName, story: readonly RecordedEvent[]): Look | undefined {
  const begun = story.findLast(({ event }) => event.name === 'ClosingBegun')?.event;
  if (begun?.name !== 'ClosingBegun') return undefined;
  return { firm, stream, course: courseOf(story), begun, version: story.length };
}

/** Whether it takes a place of those that are archived at once: what a person has to mend holds no other up. */
const isArchived = ({ closing, onHold }: MatterCourse): boolean =>
  closing?.stage === 'archiving' && closing.heldUp === null && !onHold;

/** Only what waits for its documents looks at them. */
const isSurveyed = ({ closing, onHold, move }: MatterCourse): boolean =>
  !onHold && move === null && (closing?.stage === 'settling' || closing?.stage === 'archiving');

const courseOf = (story: readonly RecordedEvent[]): MatterCourse =>
  story.reduce((known, { event }) => evolveMatter(known, event), UNKNOWN_MATTER);
