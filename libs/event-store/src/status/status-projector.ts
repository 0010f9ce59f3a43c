/** Where a document stands on its way into Dropbox. */
export type DocumentState =
  'added' | 'routed' | 'staged' | 'mirrored' | 'skipped' | 'conflict' | 'missing' | 'dead';

/** How the status projector runs. */
export interface StatusProjectorOptions {
  readonly url: string;
}

/** Keeps `status.documents` up to date; of any number of running ones, one works. */
export class StatusProjector {
  constructor(private readonly options: StatusProjectorOptions) {}

  /** Starts in the background. */
  start(): void {
    throw new TypeError(`not yet: ${this.options.url}`);
  }

  /** Finishes the batch in hand. */
  stop(): Promise<void> {
    throw new TypeError('not yet');
  }
}
