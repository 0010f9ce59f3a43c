import { maskedAddress, type EventData } from '@counterpart/contracts';

type BounceReason = EventData<'NoticeBounced'>['reason'];

/** By subject and detail of RFC 3463 §3, the codes that IANA added since among them. */
const BY_DETAIL: Readonly<Record<string, BounceReason>> = {
  '1.2': 'domain-unknown',
  '1.7': 'message-unwanted',
  '1.8': 'message-unwanted',
  '1.10': 'domain-unknown',
  '2.1': 'mailbox-disabled',
  '2.2': 'mailbox-full',
  '2.3': 'message-unfit',
  '3.4': 'message-unfit',
  '4.4': 'domain-unknown',
};

/** By subject alone, where the detail says nothing more. */
const BY_SUBJECT: Readonly<Record<string, BounceReason>> = {
  '1': 'address-unknown',
  '2': 'mailbox-disabled',
  '3': 'not-reached',
  '4': 'not-reached',
  '5': 'message-unfit',
  '6': 'message-unfit',
  '7': 'message-unwanted',
};

/** Why an e-mail came back, by its status of RFC 3463. */
export function bounceReason(status: string): BounceReason {
  const [, subject = '', detail = ''] = status.split('.');
  return BY_DETAIL[`${Number(subject)}.${Number(detail)}`] ?? BY_SUBJECT[`${Number(subject)}`] ?? 'unsaid';
}

const LONGEST = 200;

/** What a server said as the trail may bear it: one line, cut, its addresses masked. */
export function tellableDiagnostic(said: string): string | null {
  const masked = said.replaceAll(/[^\s<>@"(),;:]{1,64}@[^\s<>@"(),;:]{1,255}/g, (address) =>
    maskedAddress(address),
  );
  const line = masked.replaceAll(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  if (line === '') return null;
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
