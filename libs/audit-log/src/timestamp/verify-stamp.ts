import { Certificate, ExtKeyUsage, SignedDataVerifyError, type SignedDataVerifyResult } from 'pkijs';
import { AuditError } from '../errors.js';
import { readAnswer, type TimeStampAnswer } from './answer.js';

/** What a verified time stamp says: the bytes existed at that time. */
export interface VerifiedTimeStamp {
  readonly time: Date;
  /** Serial number of the authority’s certificate, hexadecimal. */
  readonly certificate: string;
}

const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/**
 * Verifies a time stamp over some bytes.
 * @param authorities certificates that are trusted, from a source of one’s own: PEM, any number in one text
 * @throws AuditError AUDIT_STAMP_REFUSED, AUDIT_STAMP_MALFORMED, AUDIT_STAMP_WRONG
 * @see RFC 3161 §2.4.2, §2.3 (the certificate’s purpose); RFC 5652 §5.6 (the signature)
 */
export async function verifyTimeStamp(
  answer: Buffer,
  data: Buffer,
  authorities: string,
): Promise<VerifiedTimeStamp> {
  const read = readAnswer(answer, data);
  const { signerCertificate, signatureVerified, signerCertificateVerified } = await verifySignature(read, {
    data,
    trusted: certificatesOf(authorities),
  });
  if (signatureVerified !== true || signerCertificate == null) throw wrong('its signature does not fit');
  if (signerCertificateVerified !== true) throw wrong('its signer is none of the trusted authorities’');
  requirePurpose(signerCertificate);
  const serial = Buffer.from(signerCertificate.serialNumber.valueBlock.valueHexView).toString('hex');
  return { time: read.time, certificate: serial };
}

const wrong = (why: string, cause?: unknown): AuditError =>
  new AuditError('AUDIT_STAMP_WRONG', `the time stamp: ${why}`, { cause });

async function verifySignature(
  { signed, time }: TimeStampAnswer,
  { data, trusted }: { data: Buffer; trusted: Certificate[] },
): Promise<SignedDataVerifyResult> {
  try {
    return await signed.verify({
      signer: 0,
      data: new Uint8Array(data).buffer,
      trustedCerts: trusted,
      checkDate: time,
      checkChain: true,
      extendedMode: true,
    });
  } catch (error) {
    if (error instanceof SignedDataVerifyError) throw wrong(error.message, error);
    throw wrong('it cannot be verified', error);
  }
}

/** The certificate may be used for nothing but time stamps. @see RFC 3161 §2.3 */
function requirePurpose({ extensions = [] }: Certificate): void {
  const usage = extensions.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : [];
  if (usage?.critical === true && purposes.length === 1 && purposes[0] === TIME_STAMPING) return;
  throw wrong('its signer’s certificate is not for time stamps alone');
}

/** @throws AuditError AUDIT_STAMP_MALFORMED for a text without certificates */
function certificatesOf(pem: string): Certificate[] {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)];
  try {
    const certificates = blocks.map(([, base64 = '']) => Certificate.fromBER(Buffer.from(base64, 'base64')));
    if (certificates.length > 0) return certificates;
  } catch (cause) {
    throw new AuditError('AUDIT_STAMP_MALFORMED', 'an authority’s certificate cannot be read', { cause });
  }
  throw new AuditError('AUDIT_STAMP_MALFORMED', 'the file of authorities holds no certificate (PEM)');
}
