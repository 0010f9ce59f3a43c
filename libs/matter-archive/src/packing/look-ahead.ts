import { Conveyor } from './conveyor.js';
import { Slots } from './slots.js';

/** How items are prepared ahead of whoever takes them. */
export interface LookAhead<Item, Ready> {
  /** Share of the memory that an item holds from its start until the next one is taken. */
  readonly weigh: (item: Item) => number;
  readonly prepare: (item: Item) => Promise<Ready>;
  readonly capacity: number;
}

/**
 * Prepares items side by side and yields them in their order. As many are under way as fit into the capacity; the
 * first always does, so nothing waits for ever.
 */
export async function* lookAhead<Item, Ready>(
  items: AsyncIterable<Item>,
  { weigh, prepare, capacity }: LookAhead<Item, Ready>,
): AsyncGenerator<{ readonly item: Item; readonly ready: Ready }, void> {
  const slots = new Slots(capacity);
  const line = new Conveyor<{ item: Item; ready: Promise<Ready>; leave: () => void }>(Infinity);
  const feed = async (): Promise<void> => {
    for await (const item of items) {
      const leave = await slots.enter(weigh(item));
      const ready = prepare(item);
      ready.catch(() => undefined); // Met below, in order.
      if (!(await line.put({ item, ready, leave }))) return;
    }
    line.end();
  };
  feed().catch((error: unknown) => line.fail(error));
  for await (const { item, ready, leave } of line) {
    yield { item, ready: await ready };
    leave();
  }
}
