/** How a consumer stands. */
export interface ConsumerHealth {
  readonly group: string;
  readonly assigned: boolean;
  readonly inFlight: number;
  readonly heldLanes: number;
  /** Of how many firms work waits for an outside system. */
  readonly waitingFirms: number;
  /** Why it stopped for good; absent while it works. */
  readonly stopped?: string;
}
