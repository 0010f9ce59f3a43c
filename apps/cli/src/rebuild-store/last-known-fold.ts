import type { Event } from '@counterpart/contracts';
import type { RecordedEvent } from '@counterpart/event-store';
import type { LastKnown, OpenWork } from './rebuild-store.ports.js';

/** Folds the restored events to where they leave off: what failed and was not ended, and the newest time. */
export class LastKnownFold {
  readonly #open = new Map<string, OpenWork>();
  #newest = new Date(0);

  /** Takes events in the order of their positions. */
  add(events: readonly RecordedEvent[]): void {
    for (const { event, recordedAt } of events) {
      if (recordedAt > this.#newest) this.#newest = recordedAt;
      this.#take(event);
    }
  }

  lastKnown(): LastKnown {
    return { open: [...this.#open.values()], newest: this.#newest };
  }

  /** The newest word on a record counts: ordered to be tried again, it is as open as before. */
  #take(event: Event): void {
    if (event.name === 'WorkParked' || event.name === 'WorkDeadLettered') {
      const { consumer: group, source } = event.data;
      const { topic, partition, offset } = source;
      this.#open.set(nameOf(event.data), { group, topic, partition, offset: BigInt(offset) });
    }
    if (event.name === 'WorkRecovered' || event.name === 'WorkDiscarded') {
      this.#open.delete(nameOf(event.data));
    }
  }
}

/** What a failed record is known by. */
interface FailedWork {
  readonly consumer: string;
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: string };
}

const nameOf = ({ consumer, source: { topic, partition, offset } }: FailedWork): string =>
  JSON.stringify([consumer, topic, partition, offset]);
