import { createHash, randomBytes } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs';

/** Object identifier of SHA-256. @see RFC 5754 §2.2 */
export const SHA256 = '2.16.840.1.101.3.4.2.1';

const NONCE_BYTES = 8;

/** A question to a time-stamping authority. */
export interface TimeStampQuery {
  /** DER, media type `application/timestamp-query`. */
  readonly bytes: Buffer;
  /** The answer repeats it. */
  readonly nonce: Buffer;
}

/**
 * Asks for a time stamp over some bytes. The authority learns their SHA-256 and nothing else; it is asked to send its
 * certificate along, so that the answer can be verified for ever.
 * @see RFC 3161 §2.4.1
 */
export function timeStampQuery(data: Buffer): TimeStampQuery {
  const nonce = randomBytes(NONCE_BYTES);
  // The first byte is never zero and never makes the number negative: DER then has one form of it.
  nonce.writeUInt8((nonce.readUInt8(0) & 0x7f) | 0x40, 0);
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
      hashedMessage: new OctetString({ valueHex: createHash('sha256').update(data).digest() }),
    }),
    nonce: new Integer({ valueHex: nonce }),
    certReq: true,
  });
  return { bytes: Buffer.from(request.toSchema().toBER()), nonce };
}
