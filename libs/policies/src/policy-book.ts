import {
  DEFAULT_POLICY,
  firmStream,
  type FirmId,
  type Policy,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, RecordedEvent, Transaction } from '@counterpart/event-store';

/** The policies that a firm has had. */
export interface FirmPolicies {
  /** The policy in force; the default where the firm applied none. */
  readonly current: Policy;
  /** Version of the firm’s stream that this was read up to. */
  readonly streamVersion: number;
  /** A policy by its version; undefined where there was none of it. */
  readonly at: (version: number) => Policy | undefined;
}

/** What is known of a firm’s stream so far. */
interface Pages {
  streamVersion: number;
  /** The same objects at each look: what is made of a policy is made once. */
  readonly byVersion: Map<number, Policy>;
  current: Policy;
}

/**
 * The policies of all firms, folded from their streams. Every look asks the store for what came since the last one, so
 * it sees what is committed now, in any number of processes, and after a restart; it costs one read that is empty
 * nearly always.
 */
export class PolicyBook {
  readonly #firms = new Map<FirmId, Pages>();

  constructor(private readonly store: Pick<EventStore, 'readStream'>) {}

  /** @param tx reads within a transaction, so that what it decides stands on the policy it saw */
  async of(firm: FirmId, tx?: Transaction): Promise<FirmPolicies> {
    const { stream, afterVersion } = this.placeOf(firm);
    const read = { afterVersion, ...(tx === undefined ? {} : { tx }) };
    return this.takeIn(firm, await this.store.readStream(stream, read));
  }

  /** From where a firm’s stream is to be read on, for whoever reads other streams by the same query. */
  placeOf(firm: FirmId): { readonly stream: StreamName; readonly afterVersion: number } {
    return { stream: firmStream(firm), afterVersion: this.#pagesOf(firm).streamVersion };
  }

  /** The policies with what was read from there. */
  takeIn(firm: FirmId, news: readonly RecordedEvent[]): FirmPolicies {
    const pages = this.#pagesOf(firm);
    for (const recorded of news) turn(pages, recorded);
    const { current, streamVersion, byVersion } = pages;
    return { current, streamVersion, at: (version) => byVersion.get(version) };
  }

  #pagesOf(firm: FirmId): Pages {
    const known = this.#firms.get(firm);
    if (known !== undefined) return known;
    const fresh: Pages = {
      streamVersion: 0,
      byVersion: new Map([[DEFAULT_POLICY.version, DEFAULT_POLICY]]),
      current: DEFAULT_POLICY,
    };
    this.#firms.set(firm, fresh);
    return fresh;
  }
}

/** Folds one event; two looks at once may bring the same one twice. */
function turn(pages: Pages, { version, event }: RecordedEvent): void {
  if (version <= pages.streamVersion) return;
  pages.streamVersion = version;
  if (event.name !== 'PolicyApplied') return;
  const { policy } = event.data;
  pages.byVersion.set(policy.version, policy);
  pages.current = policy;
}
