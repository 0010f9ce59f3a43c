import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';

/** Signature, no flags, no extension. @see https://www.postgresql.org/docs/18/sql-copy.html (Binary Format) */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

const END = -1;
const FIRST_BYTES = 64 * 1024;

/** 2000-01-01 in microseconds since 1970: where PostgreSQL’s clock begins. */
export const POSTGRES_EPOCH_US = 946_684_800_000_000n;

/**
 * Rows in the binary form of COPY: bytes travel as they are, where a text parameter would carry them as hexadecimal
 * digits. Fields go in one by one, in the order of the columns that are copied into.
 */
export class BinaryRows {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = HEADER.copy(this.#buffer);

  /** Begins a row of so many fields. */
  row(fields: number): this {
    this.#reserve(2);
    this.#length = this.#buffer.writeInt16BE(fields, this.#length);
    return this;
  }

  int4(value: number): this {
    this.#field(4);
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
    return this;
  }

  int8(value: bigint): this {
    this.#field(8);
    this.#length = this.#buffer.writeBigInt64BE(value, this.#length);
    return this;
  }

  xid8(value: bigint): this {
    this.#field(8);
    this.#length = this.#buffer.writeBigUInt64BE(value, this.#length);
    return this;
  }

  /** @param microseconds since 1970 */
  timestamptz(microseconds: bigint): this {
    return this.int8(microseconds - POSTGRES_EPOCH_US);
  }

  uuid(text: string): this {
    this.#field(16);
    this.#length += this.#buffer.write(text.replaceAll('-', ''), this.#length, 'hex');
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.byteLength(value);
    this.#field(bytes);
    this.#length += this.#buffer.write(value, this.#length);
    return this;
  }

  bytea(value: Buffer): this {
    this.#field(value.length);
    this.#length += value.copy(this.#buffer, this.#length);
    return this;
  }

  /** All of it, with the mark of its end. No row goes in after it. */
  end(): Buffer {
    this.row(END);
    return this.#buffer.subarray(0, this.#length);
  }

  /** Reserves a field and writes how long it is. */
  #field(bytes: number): void {
    this.#reserve(4 + bytes);
    this.#length = this.#buffer.writeInt32BE(bytes, this.#length);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/**
 * Copies rows into a table. Triggers, checks and unique indexes hold as for an insert.
 * @param into table and columns, e.g. `event_store.events (position, tx)`
 */
export async function copyRows(client: ClientBase, into: string, rows: BinaryRows): Promise<void> {
  await pipeline([rows.end()], client.query(from(`copy ${into} from stdin (format binary)`)));
}
