/** Castagnoli’s polynomial, bits reversed. @see RFC 3720 appendix B.4 */
const POLYNOMIAL = 0x82f63b78;

const SLICES = 8;
const TABLE = makeTable();

/** `SLICES` tables of 256 entries one after another: table k takes a byte that is followed by k others. */
function makeTable(): Int32Array {
  const table = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let at = 256; at < table.length; at += 1) {
    const before = table[at - 256] ?? 0;
    table[at] = (before >>> 8) ^ (table[before & 0xff] ?? 0);
  }
  return table;
}

/**
 * CRC-32C of some bytes, eight at a time: kafkajs takes one at a time, which is a tenth of what producing costs.
 * @returns an unsigned 32-bit number
 */
export function crc32c(bytes: Uint8Array): number {
  const table = TABLE;
  const { length } = bytes;
  const wholes = length - (length % SLICES);
  let [crc, at] = [-1, 0];
  // Indexes are within bounds: the compiler cannot see it, and a check for each byte would cost what this is to save.
  while (at < wholes) {
    crc =
      table[1792 + ((crc ^ bytes[at]!) & 0xff)]! ^
      table[1536 + (((crc >>> 8) ^ bytes[at + 1]!) & 0xff)]! ^
      table[1280 + (((crc >>> 16) ^ bytes[at + 2]!) & 0xff)]! ^
      table[1024 + ((crc >>> 24) ^ bytes[at + 3]!)]! ^
      table[768 + bytes[at + 4]!]! ^
      table[512 + bytes[at + 5]!]! ^
      table[256 + bytes[at + 6]!]! ^
      table[bytes[at + 7]!]!;
    at += SLICES;
  }
  for (; at < length; at += 1) crc = table[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
