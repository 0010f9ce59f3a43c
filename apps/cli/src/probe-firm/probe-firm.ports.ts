/** What a probe found. */
export type Finding =
  | { readonly holds: true; readonly words: string }
  /** Nobody can tell, for want of something or without writing; `words` say why and what it needs. */
  | { readonly holds: null; readonly words: string }
  /** `remedy` says what a person does about it. */
  | { readonly holds: false; readonly words: string; readonly remedy: string };

/** One harmless question. */
export interface Probe {
  /** What is asked for, e.g. `Clio: read documents`. */
  readonly name: string;
  /** Without it the later probes of the same group need not be asked, e.g. a connection that is refused. */
  readonly group: string;
  readonly ask: () => Promise<Finding>;
}

/** What a failed call means, and whether the connection as a whole is refused; throws what no vendor answered. */
export type MeaningOf = (
  error: unknown,
  probe: Probe,
) => Extract<Finding, { holds: false }> & { readonly ends: boolean };

/** One probe and what it found. */
export interface Probed {
  readonly probe: string;
  /** `skipped`: the connection it needs is refused. `untried`: only writing would tell, or there is nothing to try it with. */
  readonly outcome: 'ok' | 'failed' | 'skipped' | 'untried';
  readonly finding: string;
  readonly remedy: string | null;
}
