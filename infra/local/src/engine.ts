/** A part of the stack: what it waits for, and how it starts. */
export interface Resource {
  readonly name: string;
  readonly after: readonly string[];
  readonly start: () => Promise<Started>;
}

/** A part that runs. */
export interface Started {
  readonly stop: () => Promise<void>;
}

/** Told as parts come and go. */
export type OnStatus = (name: string, status: 'starting' | 'ready' | 'failed') => void;

/**
 * Starts resources as soon as those they wait for are ready, side by side where they can be, and stops them in
 * reverse. When one fails, or the start is called off, those that run are stopped and the reason is thrown.
 */
export class Engine {
  readonly #running: Started[] = [];

  constructor(
    private readonly resources: readonly Resource[],
    private readonly onStatus: OnStatus = () => undefined,
  ) {
    assertStartable(resources);
  }

  async start(signal?: AbortSignal): Promise<void> {
    const started = new Map<string, Promise<void>>();
    let failed = false;
    const begin = async (resource: Resource): Promise<void> => {
      for (const name of resource.after) await started.get(name);
      if (failed || signal?.aborted === true) return;
      this.onStatus(resource.name, 'starting');
      try {
        this.#running.push(await resource.start());
        this.onStatus(resource.name, 'ready');
      } catch (error) {
        failed = true;
        this.onStatus(resource.name, 'failed');
        throw error;
      }
    };
    for (const resource of this.resources) started.set(resource.name, begin(resource));
    const results = await Promise.allSettled(started.values());
    const failure = results.find((result) => result.status === 'rejected');
    if (failure === undefined && signal?.aborted !== true) return;
    await this.stop();
    throw failure === undefined ? signal?.reason : failure.reason;
  }

  /** Stops everything, last started first; one that fails to stop does not keep the others running. */
  async stop(): Promise<void> {
    const errors: unknown[] = [];
    for (let part = this.#running.pop(); part !== undefined; part = this.#running.pop()) {
      await part.stop().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be stopped');
  }
}

/** Every resource stands after those it waits for, so that there is no circle. */
function assertStartable(resources: readonly Resource[]): void {
  const known = new Set<string>();
  for (const { name, after } of resources) {
    const missing = after.find((other) => !known.has(other));
    if (missing !== undefined)
      throw new TypeError(`${name} waits for ${missing}, which does not stand before it`);
    known.add(name);
  }
}
