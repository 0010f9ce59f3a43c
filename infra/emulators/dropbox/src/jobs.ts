/** Asynchronous jobs: their effect is done when they are launched; the first poll still answers `in_progress`. */
export class JobBook {
  readonly #jobs = new Map<string, { readonly result: object; polls: number }>();

  constructor(private readonly newId: () => string) {}

  launch(result: object): { readonly '.tag': 'async_job_id'; readonly async_job_id: string } {
    const id = this.newId();
    this.#jobs.set(id, { result, polls: 0 });
    return { '.tag': 'async_job_id', async_job_id: id };
  }

  /** @returns undefined for an unknown id */
  poll(id: string): object | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    job.polls += 1;
    return job.polls === 1 ? { '.tag': 'in_progress' } : { '.tag': 'complete', ...job.result };
  }
}
