/** Counts what held and what did not, and tells each. */
export class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  get failed(): number {
    return this.#failed;
  }

  async check(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#passed += 1;
      process.stdout.write(`ok    ${name}\n`);
    } catch (error) {
      this.#failed += 1;
      process.stdout.write(`FAIL  ${name}\n${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  skip(what: string, why: string): void {
    this.#skipped += 1;
    process.stdout.write(`\n!!!! SKIPPED: ${what}\n!!!! ${why}\n\n`);
  }

  /** The closing line. */
  toString(): string {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
  }
}
