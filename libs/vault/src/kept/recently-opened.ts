import { createHash } from 'node:crypto';

/** How long what was opened is remembered: a key that is taken away from the service closes what it sealed after that. */
const REMEMBERED_MS = 5 * 60_000;

/** More are not remembered at once: a firm has one. */
const AT_MOST = 4096;

interface Opened {
  readonly plaintext: Buffer;
  readonly until: number;
}

/** Remembers for some minutes what was opened. Only what was opened is remembered; a refusal is asked for again. */
export class RecentlyOpened {
  readonly #opened = new Map<string, Opened>();

  constructor(private readonly now: () => number) {}

  async open(sealed: readonly string[], ask: () => Promise<Buffer>): Promise<Buffer> {
    const name = createHash('sha256').update(JSON.stringify(sealed)).digest('base64');
    const known = this.#opened.get(name);
    if (known !== undefined && this.now() < known.until) return Buffer.from(known.plaintext);
    this.#opened.delete(name);
    const plaintext = await ask();
    if (this.#opened.size >= AT_MOST) this.#opened.clear();
    this.#opened.set(name, { plaintext: Buffer.from(plaintext), until: this.now() + REMEMBERED_MS });
    return plaintext;
  }
}
