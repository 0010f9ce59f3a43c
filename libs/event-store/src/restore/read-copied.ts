import { buffer } from 'node:stream/consumers';
import type { ClientBase } from 'pg';
import { to } from 'pg-copy-streams';

/** Bytes of the signature and the flags; the length of the header’s extension follows. */
const HEADER_BYTES = 15;

/**
 * The answer of a query in the binary form of COPY: a list of fields for each row, null where the column is.
 * @param query without parameters: COPY takes none
 * @see https://www.postgresql.org/docs/18/sql-copy.html (Binary Format)
 */
export async function readCopied(client: ClientBase, query: string): Promise<readonly (readonly Buffer[])[]> {
  const bytes = await buffer(client.query(to(`copy (${query}) to stdout (format binary)`)));
  const rows: Buffer[][] = [];
  let at = HEADER_BYTES + 4 + bytes.readInt32BE(HEADER_BYTES);
  for (let fields = bytes.readInt16BE(at); fields !== -1; fields = bytes.readInt16BE(at)) {
    at += 2;
    const row: Buffer[] = [];
    for (let field = 0; field < fields; field += 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(bytes.subarray(at, at + length));
      at += length;
    }
    rows.push(row);
  }
  return rows;
}
