import type { FailureCode } from '@counterpart/contracts';

/** What a service calls besides broker and database. */
export type OutsideSystem = 'clio' | 'dropbox' | 'smtp';

/** Which outside system a failure says is down. Being asked to wait, or meeting another writer, is never one piece’s own fault. */
const DOWN: Readonly<Partial<Record<FailureCode, OutsideSystem>>> = {
  CLIO_UNAVAILABLE: 'clio',
  DROPBOX_UNAVAILABLE: 'dropbox',
  SMTP_UNAVAILABLE: 'smtp',
};

/** How often a piece fails though other work of its firm got through since the time before: then the failure is its own. */
const TIMES = 3;

/** Most pieces that are remembered; those that met an outage longest ago are forgotten first. */
const REMEMBERED = 1000;

/** A piece of work that met an outage. */
interface Suspect {
  /** How much had got through when it failed last. */
  readonly seen: number;
  /** How often it failed after other work had got through. */
  readonly times: number;
}

/**
 * Tells a piece of work that fails by itself from an outage, by what is seen: work of the same firm that needs the same outside
 * system gets through between its failures, again and again. Where nothing gets through it is an outage, however long it lasts.
 * Kept in memory: a restart begins anew, which only makes the judgement later.
 */
export class OwnFailures {
  readonly #through = new Map<string, number>();
  readonly #suspects = new Map<string, Suspect>();

  /** Work of a firm was done, by way of outside systems. */
  gotThrough(firm: string, systems: readonly OutsideSystem[]): void {
    for (const system of systems) {
      const name = `${firm}/${system}`;
      this.#through.set(name, (this.#through.get(name) ?? 0) + 1);
    }
  }

  /** A piece met an outage. @returns whether the failure is its own */
  isOwn(firm: string, piece: string, code: FailureCode): boolean {
    const system = DOWN[code];
    if (system === undefined) return false;
    const name = `${piece} ${system}`;
    const seen = this.#through.get(`${firm}/${system}`) ?? 0;
    const before = this.#suspects.get(name);
    const times = before === undefined ? 0 : before.times + (seen > before.seen ? 1 : 0);
    this.#suspects.delete(name);
    if (times >= TIMES) return true;
    this.#suspects.set(name, { seen, times });
    const [oldest] = this.#suspects.keys();
    if (this.#suspects.size > REMEMBERED && oldest !== undefined) this.#suspects.delete(oldest);
    return false;
  }
}
