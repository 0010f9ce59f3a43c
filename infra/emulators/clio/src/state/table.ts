import { createHash } from 'node:crypto';

import type { VirtualClock } from '../clock.js';
import type { Entry } from './records.js';

/** One kind of record by id, in ascending id order. It gives out ids and keeps etags and times. */
export class Table<T extends Entry> {
  readonly #rows = new Map<number, T>();
  readonly #clock: VirtualClock;
  readonly #kind: string;
  #nextId: number;
  #revision = 0;

  constructor(kind: string, firstId: number, clock: VirtualClock) {
    this.#kind = kind;
    this.#nextId = firstId;
    this.#clock = clock;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: number | null): T | undefined {
    return id === null ? undefined : this.#rows.get(id);
  }

  /** All rows, ascending by id. */
  all(): IterableIterator<T> {
    return this.#rows.values();
  }

  /** The id, etag and times of a record about to be made. */
  stamp(): Entry {
    const id = this.#nextId;
    this.#nextId += 1;
    const now = this.#clock.now();
    return { id, etag: this.#etag(id), createdAt: now, updatedAt: now };
  }

  add(row: T): T {
    this.#rows.set(row.id, row);
    return row;
  }

  /** Marks a row as changed now: a new etag and a new time of update. */
  touch(row: T): void {
    row.etag = this.#etag(row.id);
    row.updatedAt = this.#clock.now();
  }

  remove(id: number): void {
    this.#rows.delete(id);
  }

  #etag(id: number): string {
    this.#revision += 1;
    return `"${createHash('md5').update(`${this.#kind}/${id}/${this.#revision}`).digest('hex')}"`;
  }
}
