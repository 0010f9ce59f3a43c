import { isSameAccount, type AccountPlace, type ConsentedAccount } from './events/connections.js';
import type { Event } from './registry.js';

/** An event and its place among all. */
interface Placed {
  readonly event: Event;
  readonly position: bigint;
}

/** An account of Dropbox, and since when the firm’s documents go there; null where the trail does not tell which. */
interface Span {
  readonly since: bigint;
  readonly account: ConsentedAccount | null;
}

/** Which account of Dropbox the firm’s documents went to, and when, from the stream of its connections. */
export class DropboxAccounts {
  readonly #spans: readonly Span[];

  constructor(connections: readonly Placed[]) {
    this.#spans = connections.reduce(evolve, [{ since: 0n, account: null }]);
  }

  /** The account that is connected now; null where the trail does not tell which. */
  get now(): ConsentedAccount | null {
    return this.#spans.at(-1)?.account ?? null;
  }

  /** The account that was connected then; null where the trail does not tell which. */
  at(position: bigint): ConsentedAccount | null {
    return this.#at(position)?.account ?? null;
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

const isOne = (then: Span | undefined, now: Span | undefined): boolean =>
  then === now || isKnownAs(then?.account, now?.account);

const isKnownAs = (one: AccountPlace | null | undefined, other: AccountPlace | null | undefined): boolean =>
  one != null && other != null && isSameAccount(one, other);

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
