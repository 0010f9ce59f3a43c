import { setTimeout as wait } from 'node:timers/promises';
import type { Instance, Stack } from '@counterpart/local';
import { seededChance } from '../chance.js';
import { consumerFigures } from '../observe/consumer-figures.js';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { pendingIn } from '../settle.js';
import type { System } from '../verify.js';

/** A kill, and the work that it struck. */
export interface UploaderKill {
  readonly instance: Instance;
  /** Documents that the process had in hand, as it said last. */
  readonly inFlight: number;
  /** Documents of the firm that were not in Dropbox yet when it was dead. */
  readonly pending: number;
}

/** How much is done to them. */
export interface ShakePlan {
  readonly seed: number;
  readonly kills: number;
}

const STAGING = 'uploader.stage';
/** The first waits until somebody has work in hand. */
const PATIENCE_MS = 60_000;

/** Uploaders that share the work: what each of them carried, over all of its lives. */
export class UploaderCrew {
  readonly #carried = new Map<Instance, number>([['uploader', 0]]);

  constructor(
    private readonly stack: Stack,
    private readonly system: Pick<System, 'clio' | 'trail'>,
  ) {}

  async join(): Promise<Instance> {
    const instance = await this.stack.add('uploader');
    this.#carried.set(instance, 0);
    return instance;
  }

  /**
   * Kills those that have documents in hand with SIGKILL at random moments, one after another, and starts each again a little
   * later; one more joins after the first kill. Ends with all of them running.
   * @throws ObservationFailed where nobody has work in hand any more: such a kill would prove nothing
   */
  async shake({ seed, kills }: ShakePlan): Promise<readonly UploaderKill[]> {
    const chance = seededChance(seed);
    const struck: UploaderKill[] = [];
    while (struck.length < kills) {
      await wait(1000 + chance() * 4000);
      const kill = await this.#killBusy(chance);
      struck.push(kill);
      say(`killed ${kill.instance} (${struck.length}), ${kill.inFlight} documents in its hands`);
      if (struck.length === 1) say(`${await this.join()} joined`);
      await wait(chance() * 2000);
      await this.stack.start(kill.instance);
    }
    return struck;
  }

  /** Documents that each of them carried to Dropbox’s doors. */
  async carried(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const [instance, before] of this.#carried)
      counts[instance] = before + (await this.#figures(instance)).done;
    return counts;
  }

  async #killBusy(chance: () => number): Promise<UploaderKill> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const busy: { readonly instance: Instance; readonly inFlight: number; readonly done: number }[] = [];
      for (const instance of this.#carried.keys()) {
        const figures = await this.#figures(instance);
        if (figures.inFlight > 0) busy.push({ instance, ...figures });
      }
      const victim = busy[Math.floor(chance() * busy.length)];
      if (victim === undefined) {
        if (Date.now() > deadline)
          throw new ObservationFailed('no uploader has work in hand to be killed at');
        await wait(250);
        continue;
      }
      const { instance, inFlight, done } = victim;
      await this.stack.kill(instance);
      // Its next life counts anew.
      this.#carried.set(instance, (this.#carried.get(instance) ?? 0) + done);
      return { instance, inFlight, pending: (await pendingIn(this.system)).documents };
    }
  }

  #figures(instance: Instance) {
    return consumerFigures(this.stack.addresses.services[instance] ?? '', STAGING);
  }
}
