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
  '4.310': 'domain-unknown',
};

/**
 * Where servers give a code another meaning and say so in words, by code. Exchange and Microsoft 365 say `5.1.10` of an address
 * that is not in their directory, and `5.4.1` of one that is refused at the edge because it is not.
 * https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online
 */
const BY_WORDS: Readonly<Record<string, readonly [RegExp, BounceReason]>> = {
  '1.10': [/RecipientNotFound|recipient not found/i, 'address-unknown'],
  '4.1': [/recipient address rejected: access denied/i, 'address-unknown'],
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

/** Why an e-mail came back, by its status of RFC 3463 and what the server said. */
export function bounceReason(status: string, said: string | null): BounceReason {
  const [, subject = '', detail = ''] = status.split('.');
  const code = `${Number(subject)}.${Number(detail)}`;
  const [words, meant] = BY_WORDS[code] ?? [];
  if (meant !== undefined && words?.test(said ?? '') === true) return meant;
  return BY_DETAIL[code] ?? BY_SUBJECT[`${Number(subject)}`] ?? 'unsaid';
}

const LONGEST = 200;

/** An address as anybody may write it, its local part quoted or not (RFC 5321 §4.1.2). */
const ADDRESS = /(?:"[^"\r\n]{1,64}"|[^\s<>@"(),;:]{1,64})@[^\s<>@"(),;:]{1,255}/gu;

/**
 * What a server said as the trail may bear it: one line, cut, its addresses masked.
 * @param recipients whom it speaks of: servers name their mailboxes without a domain, too
 */
export function tellableDiagnostic(said: string, recipients: readonly (string | null)[]): string | null {
  const addressless = said
    .toWellFormed()
    .replaceAll(ADDRESS, (address) => maskedAddress(address.replaceAll('"', '')));
  const masked = recipients.flatMap(mailboxesOf).reduce(withoutMailbox, addressless);
  const line = masked.replaceAll(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  if (line === '') return null;
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Shorter ones are parts of words everywhere, and name nobody. */
const SHORTEST_MAILBOX = 3;

/** The local part of an address, and what it is without a detail: `marisol+court@…` is in Marisol’s mailbox. */
function mailboxesOf(address: string | null): readonly string[] {
  const local = (address ?? '').slice(0, (address ?? '').lastIndexOf('@')).replaceAll('"', '');
  return [local, local.split('+', 1)[0] ?? ''].filter(({ length }) => length >= SHORTEST_MAILBOX);
}

function withoutMailbox(said: string, mailbox: string): string {
  const literal = mailbox.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const [first = ''] = mailbox;
  const whole = new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'giu');
  return said.replaceAll(whole, () => `${first}…`);
}
