import { createHash } from 'node:crypto';
import { ContentInfo, PKIStatus, SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import { AuditError } from '../errors.js';
import { SHA256 } from './query.js';

/** Object identifier of the content of a time-stamp token. @see RFC 3161 §2.4.2 */
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** An answer that was read but not trusted yet. */
export interface TimeStampAnswer {
  readonly signed: SignedData;
  /** What the authority says. */
  readonly time: Date;
  readonly nonce: Buffer | undefined;
}

/**
 * Reads an authority’s answer without trusting it: that it grants, and that it is about these bytes.
 * @param answer DER, media type `application/timestamp-reply`
 * @throws AuditError AUDIT_STAMP_REFUSED, AUDIT_STAMP_MALFORMED, AUDIT_STAMP_WRONG
 * @see RFC 3161 §2.4.2
 */
export function readAnswer(answer: Buffer, data: Buffer): TimeStampAnswer {
  const { signed, info } = parse(answer);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const digest = createHash('sha256').update(data).digest();
  if (
    hashAlgorithm.algorithmId !== SHA256 ||
    !digest.equals(bytesOf(hashedMessage.valueBlock.valueHexView))
  ) {
    throw new AuditError('AUDIT_STAMP_WRONG', 'the time stamp is over other bytes');
  }
  const nonce = info.nonce && bytesOf(info.nonce.valueBlock.valueHexView);
  return { signed, time: info.genTime, nonce };
}

function parse(answer: Buffer): { readonly signed: SignedData; readonly info: TSTInfo } {
  const response = attempt(() => TimeStampResp.fromBER(answer));
  const { status, statusStrings } = response.status;
  if (status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods) {
    const why = (statusStrings ?? []).map(({ valueBlock }) => valueBlock.value).join(' ');
    throw new AuditError('AUDIT_STAMP_REFUSED', `the authority refused with status ${status}: ${why}`);
  }
  return attempt(() => {
    const signed = new SignedData({ schema: response.timeStampToken?.content });
    const { eContentType, eContent } = signed.encapContentInfo;
    if (response.timeStampToken?.contentType !== ContentInfo.SIGNED_DATA || eContentType !== TST_INFO) {
      throw new TypeError('it is no time-stamp token');
    }
    return { signed, info: TSTInfo.fromBER(eContent?.getValue() ?? new ArrayBuffer(0)) };
  });
}

/** The parser throws whatever it likes at what it cannot read. */
function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new AuditError('AUDIT_STAMP_MALFORMED', 'the time stamp is no RFC 3161 answer', { cause });
  }
}

const bytesOf = (view: Uint8Array): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
