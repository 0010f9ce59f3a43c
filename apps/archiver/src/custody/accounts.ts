import { isSameAccount, type ConsentedAccount, type Event } from '@counterpart/contracts';
import type { Placed } from './whole-story.js';

/** An account of Dropbox, and since when the firm’s documents go there; null where the trail does not tell which. */
interface Span {
  readonly since: bigint;
  readonly account: ConsentedAccount | null;
}

/** Which account of Dropbox the firm’s documents went to, and when, from the stream of its connections. */
export class Accounts {
  readonly #spans: readonly Span[];

  constructor(connections: readonly Placed[]) {
    this.#spans = connections.reduce(evolve, [{ since: 0n, account: null }]);
  }

  /**
   * What was done in the account that is connected now: where another one took its place, what lies in that one is none of this
   * one’s, and nobody can tell how it is there.
   */
  here(story: readonly Placed[]): readonly Event[] {
    const now = this.#spans.at(-1);
    return story.filter(({ position }) => isOne(this.#at(position), now)).map(({ event }) => event);
  }

  #at(position: bigint): Span | undefined {
    return this.#spans.findLast(({ since }) => since <= position);
  }
}

const isOne = (then: Span | undefined, now: Span | undefined): boolean => {
  if (then === now) return true;
  const [before, after] = [then?.account ?? null, now?.account ?? null];
  return before !== null && after !== null && isSameAccount(before, after);
};

function evolve(spans: readonly Span[], { event, position }: Placed): readonly Span[] {
  if (event.name !== 'VendorConnected' || event.data.vendor !== 'dropbox') return spans;
  const { account, replaces } = event.data;
  // Who connects the same one again goes on with it; the first one that is told is taken for the one before.
  const before = named(spans, replaces ?? account);
  return replaces === null ? before : [...before, { since: position, account }];
}

/** The newest span with its account, where that was not told until now. */
function named(spans: readonly Span[], account: ConsentedAccount | null): readonly Span[] {
  const newest = spans.at(-1);
  return newest?.account === null ? [...spans.slice(0, -1), { ...newest, account }] : spans;
}
