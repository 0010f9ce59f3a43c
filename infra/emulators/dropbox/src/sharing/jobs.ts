import type { Union } from '../wire/api-error.js';

/** Which check route a job belongs to. */
export type JobKind = 'share' | 'remove_member' | 'other';

/** What a finished job tells: fields beside the tag `complete`. */
type Outcome = object;

interface Job {
  readonly kind: JobKind;
  /** Does what the job is for, once; tells the outcome, or the failure’s union. */
  readonly work: () => Outcome | { readonly failed: Union };
  polls: number;
  done?: Outcome | { readonly failed: Union };
}

/** Jobs of the sharing routes. The first poll answers `in_progress`; the second finds the job done. */
export class SharingJobs {
  readonly #jobs = new Map<string, Job>();

  constructor(
    private readonly newId: () => string,
    private readonly isDeferred: () => boolean,
  ) {}

  launch(kind: JobKind, work: Job['work']): object {
    const id = this.newId();
    const job: Job = { kind, work, polls: 0 };
    if (!this.isDeferred()) job.done = work();
    this.#jobs.set(id, job);
    return { '.tag': 'async_job_id', async_job_id: id };
  }

  /** @returns undefined for an id that is none of these kinds of jobs */
  poll(id: string, kinds: readonly JobKind[]): object | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined || !kinds.includes(job.kind)) return undefined;
    job.polls += 1;
    if (job.polls === 1) return { '.tag': 'in_progress' };
    job.done ??= job.work();
    return 'failed' in job.done
      ? { '.tag': 'failed', failed: job.done.failed }
      : { '.tag': 'complete', ...job.done };
  }

  /** Ends every job that nobody has asked about, as time does. */
  settle(): number {
    const open = [...this.#jobs.values()].filter(({ done }) => done === undefined);
    for (const job of open) job.done = job.work();
    return open.length;
  }
}
