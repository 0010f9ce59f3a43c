import { Sealer, type LogIdentity, type SealerFact } from '@counterpart/audit-log/postgres';
import type { Log } from '@counterpart/service-defaults';
import type { OutgoingRecord } from '@counterpart/eventing';

/** What the sealer needs of the service around it. */
export interface SealerGround {
  readonly url: string;
  readonly everyMs: number;
  readonly identity: LogIdentity;
  readonly producer: { send(records: readonly OutgoingRecord[]): Promise<void> };
  readonly log: Log;
}

/** The sealer as a part of the service: it tells the log, and health, what hinders it. */
export class LogSealer {
  readonly #sealer: Sealer;
  readonly #log: Log;
  #problem: string | undefined;

  constructor({ log, ...ground }: SealerGround) {
    this.#log = log;
    this.#sealer = new Sealer({ ...ground, observe: (fact) => this.#note(fact) });
  }

  /** What hinders sealing now. */
  get problem(): string | undefined {
    return this.#problem;
  }

  start(): void {
    this.#sealer.start();
  }

  stop(): Promise<void> {
    return this.#sealer.stop();
  }

  #note(fact: SealerFact): void {
    if (fact.kind === 'failed') {
      this.#problem = String(fact.error);
      this.#log.error({ error: this.#problem }, 'sealing failed; it starts over');
      return;
    }
    this.#problem = undefined;
    if (fact.kind === 'leading') this.#log.info({ size: fact.size }, 'sealing');
  }
}
