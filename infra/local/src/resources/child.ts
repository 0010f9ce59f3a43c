import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { environment } from '../environment.js';
import { LocalError } from './errors.js';
import type { PidBook } from './pid-book.js';
import type { Reaper } from './reaper.js';

/** What every process of a run shares. */
export interface Household {
  readonly pids: PidBook;
  readonly reaper: Reaper;
  /** Told when a process ends that nobody asked to end. */
  readonly onDeath: (name: string, logEnd: string) => void;
}

/** A process to be started. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly logFile: string;
}

const LOG_LINES = 30;

/** A child process with a log file; its unexpected death is told with the end of its log. */
export class Child {
  #process: ChildProcess | null = null;
  #expected = false;
  #exited: Promise<void> = Promise.resolve();

  constructor(
    readonly spec: ChildSpec,
    private readonly household: Household,
  ) {}

  start(): void {
    const log = openSync(this.spec.logFile, 'a');
    const child = spawn(this.spec.command, [...this.spec.args], {
      env: { ...environment, ...this.spec.env },
      stdio: ['ignore', log, log],
      // A terminal’s Ctrl-C goes to the launcher alone, which stops everything in order.
      detached: true,
      ...(this.spec.cwd === undefined ? {} : { cwd: this.spec.cwd }),
    });
    closeSync(log);
    this.#process = child;
    this.#expected = false;
    const { pid } = child;
    if (pid !== undefined) {
      this.household.pids.add(pid);
      this.household.reaper.watch(pid);
    }
    this.#exited = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => {
        if (pid !== undefined) {
          this.household.pids.remove(pid);
          this.household.reaper.forget(pid);
        }
        resolve();
        if (!this.#expected) this.household.onDeath(this.spec.name, this.logEnd());
      });
    });
  }

  get isRunning(): boolean {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Its process id. @throws TypeError where it does not run */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined || !this.isRunning) throw new TypeError(`${this.spec.name} does not run`);
    return pid;
  }

  /** Sends a signal and waits for the end; the death is expected. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#expected = true;
    if (this.isRunning) this.#process?.kill(signal);
    await this.#exited;
  }

  /** Asks it to end; insists after the limit. */
  async stop(limitMs = 15_000): Promise<void> {
    this.#expected = true;
    if (!this.isRunning) return;
    this.#process?.kill('SIGTERM');
    const limit = new AbortController();
    const ended = await Promise.race([
      this.#exited.then(() => true),
      wait(limitMs, false, { signal: limit.signal }).catch(() => true),
    ]);
    limit.abort();
    if (!ended) await this.kill('SIGKILL');
  }

  /** Waits for its own end. @returns whether it failed */
  async ended(): Promise<boolean> {
    this.#expected = true;
    await this.#exited;
    return this.#process?.exitCode !== 0;
  }

  logEnd(): string {
    return readFileSync(this.spec.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  }

  /**
   * Waits until a probe holds.
   * @throws LocalError NOT_READY, CHILD_DIED with the end of the log
   */
  async until(probe: () => Promise<boolean> | boolean, limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!(await probe())) {
      if (!this.isRunning) throw new LocalError('CHILD_DIED', `${this.spec.name} ended:\n${this.logEnd()}`);
      if (Date.now() > deadline) {
        throw new LocalError(
          'NOT_READY',
          `${this.spec.name} is not ready after ${limitMs / 1000} s:\n${this.logEnd()}`,
        );
      }
      await wait(50);
    }
  }
}
