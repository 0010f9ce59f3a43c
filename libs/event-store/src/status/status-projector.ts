import { OWNERS } from '@counterpart/contracts';
import { catchUp } from '../projections/catch-up.js';
import { BackgroundWorker } from '../readers/background-worker.js';
import { sleep, type DatabaseSession } from '../readers/database-session.js';
import { STATUS_PROJECTION } from './status-projection.js';

/** How the status projector runs. */
export interface StatusProjectorOptions {
  readonly url: string;
  /** Told of every failure; the projector goes on by itself. @default nobody */
  readonly onFailure?: (error: unknown) => void;
}

/** Polling beside the wake-ups, in milliseconds; also the pause while another program runs the projector. */
const POLL_MS = 200;

/** After a batch of so few events the next ones may gather, in milliseconds: people look at these tables, not services. */
const FEW = 100;
const GATHER_MS = 100;

/** Keeps `status.documents` up to date in the background; of any number of running ones, one works at a time. */
export class StatusProjector {
  readonly #worker: BackgroundWorker;

  constructor(options: StatusProjectorOptions) {
    this.#worker = new BackgroundWorker({
      url: options.url,
      applicationName: 'status projector',
      work: run,
      onFailure: (error) => options.onFailure?.(error),
    });
  }

  /** Starts in the background. */
  start(): void {
    this.#worker.start();
  }

  /** Finishes the batch in hand. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }
}

/** A batch looks up some rows of many: to a planner that knows nothing of the table yet, all of them look like few. */
const ROW_BY_ROW = 'set enable_hashjoin = off; set enable_mergejoin = off';

async function run(session: DatabaseSession, signal: AbortSignal): Promise<void> {
  await session.client.query(ROW_BY_ROW);
  while (!signal.aborted) {
    const result = await catchUp(session.client, STATUS_PROJECTION);
    if (result.outcome === 'busy') await session.wait([], POLL_MS, signal);
    else if (result.events === 0) await session.wait(OWNERS, POLL_MS, signal);
    else if (result.events < FEW) await sleep(GATHER_MS, signal);
  }
}
