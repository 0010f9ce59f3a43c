/** How far a large file has come: enough for another process to go on. */
export interface StagingProgress {
  /** The concurrent upload session that holds the bytes. */
  readonly session: string;
  /** When the session’s 7 days began, milliseconds since 1970. */
  readonly startedMs: number;
  /** Every byte before this one is acknowledged; a multiple of 4 MiB. */
  readonly acknowledged: number;
  /** Content hash of those bytes, lower-case hex: the source is compared with it before it is trusted to go on. */
  readonly prefixHash: string;
}

/** Where progress outlives the process. */
export interface StagingJournal {
  load(): Promise<StagingProgress | undefined>;
  save(progress: StagingProgress): Promise<void>;
}

/** For what may begin anew. */
export const NO_JOURNAL: StagingJournal = {
  load: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
};

/** Saves the newest progress; what came while a save was under way goes with the next one. */
export class ProgressKeeper {
  #newest: StagingProgress | undefined;
  #saving: Promise<void> | undefined;

  constructor(
    private readonly journal: StagingJournal,
    private readonly onError: (error: unknown) => void,
  ) {}

  note(progress: StagingProgress): void {
    this.#newest = progress;
    this.#saving ??= this.#save();
  }

  /** Waits for the save that is under way. */
  async settled(): Promise<void> {
    await this.#saving;
  }

  async #save(): Promise<void> {
    try {
      for (let next = this.#newest; next !== undefined; next = this.#newest) {
        this.#newest = undefined;
        await this.journal.save(next);
      }
    } catch (error) {
      this.onError(error);
    } finally {
      this.#saving = undefined;
    }
  }
}
