import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Until every service has read how far its calendar leapt: they look ten times a second. */
const READ_MS = 1000;

/** A calendar that the drill has the services believe: hours pass in a moment. */
export class LeapingClock {
  readonly #file: string;
  #aheadMs = 0;

  constructor(folder: string) {
    this.#file = join(folder, 'clock-ahead-ms');
    this.#write();
  }

  /** What services are started with. */
  get env(): Readonly<Record<string, string>> {
    const preload = new URL('./leaping-date.js', import.meta.url);
    preload.searchParams.set('file', this.#file);
    return { NODE_OPTIONS: `--import=${preload.href}` };
  }

  /** @returns when the services believe it */
  async leap(minutes: number): Promise<void> {
    this.#aheadMs += minutes * 60_000;
    this.#write();
    await wait(READ_MS);
  }

  /** Minutes that the services’ calendar is ahead. */
  get aheadMinutes(): number {
    return this.#aheadMs / 60_000;
  }

  /** As a whole: nobody reads half a number. */
  #write(): void {
    const beside = `${this.#file}.new`;
    writeFileSync(beside, String(this.#aheadMs));
    renameSync(beside, this.#file);
  }
}
