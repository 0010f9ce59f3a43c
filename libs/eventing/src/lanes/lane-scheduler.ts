import type { Breakers } from '../breakers.js';
import { FirmTurns, type Origin } from './firm-turns.js';
import type { Lane } from './lane-of.js';
import { LaneShares } from './lane-shares.js';
import { Tally } from './tally.js';

/** Work that queues in a lane. */
export interface LaneTask extends Origin {
  readonly lane: Lane;
  /** Whose work it is. A lane is of one firm. */
  readonly firm: string;
}

/** How tasks are started. */
export interface SchedulerOptions<Task extends LaneTask> {
  /** Lanes that work at once. */
  readonly concurrency: number;
  /** Most lanes of one firm that work at once. @default all of them */
  readonly mostOf?: (firm: string) => number;
  /** Most tasks of one lane that are started together; a probe begins with one alone. @default 1 */
  readonly batch?: number;
  /** Hold firms back. @default nothing does */
  readonly breakers?: Pick<Breakers<string>, 'isOpen' | 'mayStart' | 'begin' | 'abandoned' | 'probesInVain'>;
  /** Does the work; must not reject. @returns what is to be done again, in its order, before what follows it in its lane */
  readonly run: (tasks: readonly Task[]) => Promise<readonly Task[]>;
}

/** A stretch of a key’s queue: either one barrier, or sub-lanes side by side. */
interface Stretch<Task> {
  readonly barrier: boolean;
  readonly subs: Map<string, Task[]>;
  readonly running: Set<string>;
}

/** A lane that may be started. */
interface ReadyLane<Task> extends Origin {
  readonly key: string;
  readonly sub: string;
  readonly stretch: Stretch<Task>;
}

/** A lane that works. */
interface WorkingLane<Task> {
  readonly lane: ReadyLane<Task>;
  readonly isProbe: boolean;
}

const BARRIER = '\u0000barrier';
/** Share of a firm’s lanes that what follows from one cause may have at once, as the documents of a migration do. */
const COURSE_SHARE = 0.75;

/**
 * Starts tasks so that each lane is strictly ordered, lanes run side by side up to a limit, and a task without a
 * sub-lane waits for everything of its key before it and holds everything after it.
 *
 * Firms take turns, and none has more lanes working than it may: one firm’s backlog does not hold another up. Within a
 * firm the same holds for what follows from one cause: a migration’s documents do not hold up what comes meanwhile.
 *
 * The lanes of a firm whose breaker is open are not started. It probes with one task at a time. What probes has few lanes, and
 * takes turns with what flows as if it were all one firm’s.
 *
 * A key’s queue is a list of stretches; only the first is being worked on. It ends when it is empty and nothing of
 * it runs.
 */
export class LaneScheduler<Task extends LaneTask> {
  readonly #keys = new Map<string, Stretch<Task>[]>();
  readonly #ready = new FirmTurns<ReadyLane<Task>>();
  readonly #shares: LaneShares;
  /** Lanes at work, by course. */
  readonly #ofCourse = new Tally();
  #probedLast = false;
  #stopped = false;
  readonly #idle: (() => void)[] = [];

  constructor(private readonly options: SchedulerOptions<Task>) {
    const { concurrency, mostOf = () => concurrency } = options;
    this.#shares = new LaneShares(concurrency, mostOf);
  }

  /** Queues a task behind those of its lane. */
  submit(task: Task): void {
    const { key, sub } = task.lane;
    const stretches = this.#keys.get(key) ?? [];
    this.#keys.set(key, stretches);
    const name = sub ?? BARRIER;
    const stretch = this.#openStretch(stretches, sub === null);
    const queue = stretch.subs.get(name);
    if (queue === undefined) stretch.subs.set(name, [task]);
    else queue.push(task);
    if (stretch === stretches[0] && queue === undefined && !stretch.running.has(name)) {
      this.#enqueue({ firm: task.firm, key, sub: name, stretch });
    }
    this.#pump();
  }

  /** Forgets what is queued under keys that begin so; what runs ends, and what is queued anew waits for it. */
  forget(prefix: string): void {
    for (const [key, stretches] of this.#keys) {
      if (!key.startsWith(prefix)) continue;
      stretches.splice(1);
      const [first] = stretches;
      first?.subs.clear();
      if (first?.running.size === 0) this.#keys.delete(key);
    }
    this.#ready.forget(({ key }) => key.startsWith(prefix));
  }

  /** Looks again at what may start. */
  wake(): void {
    this.#pump();
  }

  /** Starts nothing more. @returns when what runs has ended */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#shares.areFree ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #openStretch(stretches: Stretch<Task>[], barrier: boolean): Stretch<Task> {
    const last = stretches.at(-1);
    if (last !== undefined && !barrier && !last.barrier) return last;
    const stretch = { barrier, subs: new Map<string, Task[]>(), running: new Set<string>() };
    stretches.push(stretch);
    return stretch;
  }

  /** A lane’s course is that of its next task. */
  #enqueue(lane: Omit<ReadyLane<Task>, 'course'>): void {
    const course = lane.stretch.subs.get(lane.sub)?.[0]?.course ?? '';
    this.#ready.push({ firm: lane.firm, course }, { ...lane, course });
  }

  #pump(): void {
    while (!this.#stopped && !this.#shares.areTaken) {
      const next = this.#takeNext();
      if (next === undefined) return;
      this.#start(next);
    }
  }

  #takeNext(): ReadyLane<Task> | undefined {
    const flowing = this.#probedLast ? this.#take((firm) => !this.#isHeldBack(firm)) : undefined;
    return flowing ?? this.#take((firm) => !this.#isHeldBack(firm) || this.#mayProbe(firm));
  }

  #take(mayStart: (firm: string) => boolean): ReadyLane<Task> | undefined {
    let most = 0;
    return this.#ready.take({
      firm: (firm) => {
        most = this.#shares.mostOf(firm);
        return !this.#shares.hasItsShare(firm) && mayStart(firm);
      },
      course: (course) => this.#ofCourse.of(course) < Math.max(1, Math.floor(most * COURSE_SHARE)),
    });
  }

  #isHeldBack(firm: string): boolean {
    return this.options.breakers?.isOpen(firm) === true;
  }

  #mayProbe(firm: string): boolean {
    return this.#shares.mayProbe && this.options.breakers?.mayStart(firm) === true;
  }

  #start(lane: ReadyLane<Task>): void {
    const { firm, course, sub, stretch } = lane;
    const queue = stretch.subs.get(sub) ?? [];
    const isProbe = this.options.breakers?.begin(firm) === true;
    const tasks = queue.splice(0, this.#mostOf(firm, isProbe));
    if (queue.length === 0) stretch.subs.delete(sub);
    stretch.running.add(sub);
    this.#shares.take(firm, isProbe);
    this.#ofCourse.add(course, 1);
    this.#probedLast = isProbe;
    void this.options.run(tasks).then((again) => this.#finish({ lane, isProbe }, again));
  }

  /** Each probe takes twice as much along as the one that failed before: what gets through of it tells what fails by itself. */
  #mostOf(firm: string, isProbe: boolean): number {
    const { batch = 1, breakers } = this.options;
    return isProbe ? Math.min(batch, 2 ** (breakers?.probesInVain(firm) ?? 0)) : batch;
  }

  #finish({ lane, isProbe }: WorkingLane<Task>, again: readonly Task[]): void {
    const { firm, course, key, sub, stretch } = lane;
    this.#shares.giveBack(firm, isProbe);
    this.#ofCourse.add(course, -1);
    stretch.running.delete(sub);
    if (again.length > 0) stretch.subs.set(sub, [...again, ...(stretch.subs.get(sub) ?? [])]);
    if (stretch.subs.has(sub)) this.#enqueue(lane);
    else if (stretch.subs.size === 0 && stretch.running.size === 0) this.#advance(firm, key);
    if (isProbe) this.options.breakers?.abandoned(firm);
    this.#pump();
    if (this.#shares.areFree) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #advance(firm: string, key: string): void {
    const stretches = this.#keys.get(key) ?? [];
    stretches.shift();
    const [next] = stretches;
    if (next === undefined) this.#keys.delete(key);
    else for (const sub of next.subs.keys()) this.#enqueue({ firm, key, sub, stretch: next });
  }
}
