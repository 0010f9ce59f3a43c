import { UNKNOWN_LEDGER, type CallLedger } from '@counterpart/pacer';

/** A step of a ledger and what it came to. */
export interface LedgerStep<T> {
  readonly ledger: CallLedger;
  readonly result: T;
}

/** Where the ledger of a budget is kept. */
export interface LedgerStore {
  /**
   * Takes one step; steps of all who share the budget follow one another.
   * @throws where the ledger cannot be reached: no call goes out then
   */
  change<T>(step: (ledger: CallLedger) => LedgerStep<T>): Promise<T>;
}

/** A ledger of one process alone. */
export class OwnLedger implements LedgerStore {
  #ledger = UNKNOWN_LEDGER;

  change<T>(step: (ledger: CallLedger) => LedgerStep<T>): Promise<T> {
    const { ledger, result } = step(this.#ledger);
    this.#ledger = ledger;
    return Promise.resolve(result);
  }
}
