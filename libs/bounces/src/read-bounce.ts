import {
  fieldsOf,
  leavesOf,
  mailOf,
  partOf,
  textOf,
  uncommented,
  type MailLeaf,
  type MailPart,
} from './mail-parts.js';

/** What a mail server tells of one recipient. */
export interface ReportedRecipient {
  /** As it was written by the sender; null where that is not told. */
  readonly original: string | null;
  /** As it was tried last, e.g. after forwarding; null where that is not told. */
  readonly final: string | null;
  /** `failed`: it will not arrive. `delayed`: it is still being tried. */
  readonly outcome: 'failed' | 'delayed';
  /** Status of RFC 3463. */
  readonly status: string;
  /** What the server said; null where it said nothing. */
  readonly diagnostic: string | null;
}

/** What a mail to the address of bounces is. */
export type CameBack =
  | {
      readonly kind: 'report';
      /** Those that it failed for or is delayed for; those that it reached are left out. */
      readonly recipients: readonly ReportedRecipient[];
      /** `Message-ID` of the mail that came back; null where that is not told. */
      readonly messageId: string | null;
      /** Whom the report itself was sent to, as far as its headers tell. */
      readonly to: readonly string[];
    }
  | { readonly kind: 'other'; readonly why: 'auto-reply' | 'no-report' };

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED_TYPES = new Set([
  'text/rfc822-headers',
  'message/rfc822',
  'message/global',
  'message/global-headers',
]);

/** RFC 3464 §2.1: the fields of the message, then those of each recipient. */
const MOST_GROUPS = 50;
const LONGEST_ADDRESS = 320;
const LONGEST_SAID = 2000;

/**
 * What comes back, read: a delivery report (RFC 3464, RFC 6533 where addresses are not ASCII), or something else. Whatever the
 * bytes are, it does not throw.
 */
export function readCameBack(bytes: Uint8Array): CameBack {
  const mail = mailOf(bytes);
  const leaves = leavesOf(mail);
  const status = leaves.find(
    ({ type, within }) => STATUS_TYPES.has(type) && within.includes('multipart/report'),
  );
  if (status === undefined) return { kind: 'other', why: isAutoReply(mail) ? 'auto-reply' : 'no-report' };
  const groups = textOf(status).split(/\n[ \t]*\n+/, MOST_GROUPS);
  return {
    kind: 'report',
    recipients: groups.flatMap((group) => recipientIn(fieldsOf(group.replace(/^\n+/, '')))),
    messageId: messageIdIn(leaves),
    to: toOf(mail),
  };
}

/** RFC 3834 §5: answers that people’s mailboxes write by themselves. */
function isAutoReply({ headers }: MailPart): boolean {
  const said = headers.get('auto-submitted')?.toLowerCase() ?? 'no';
  return !said.startsWith('no') || headers.has('x-autoreply') || headers.get('precedence') === 'auto_reply';
}

function recipientIn(fields: ReadonlyMap<string, string>): readonly ReportedRecipient[] {
  const action = /^\w+/.exec(fields.get('action') ?? '')?.[0].toLowerCase();
  if (action !== 'failed' && action !== 'delayed') return [];
  const diagnostic = afterType(fields.get('diagnostic-code'))?.slice(0, LONGEST_SAID).toWellFormed() ?? null;
  return [
    {
      original: addressIn(fields.get('original-recipient')),
      final: addressIn(fields.get('final-recipient')),
      outcome: action,
      status: statusIn(fields.get('status'), diagnostic) ?? (action === 'failed' ? '5.0.0' : '4.0.0'),
      diagnostic: diagnostic === '' ? null : diagnostic,
    },
  ];
}

/** `rfc822; someone@firm.example`: a type, and what is of it. */
const afterType = (value: string | undefined): string | null =>
  value === undefined ? null : value.slice(value.indexOf(';') + 1).trim();

function addressIn(value: string | undefined): string | null {
  const address = uncommented(afterType(value) ?? '').replace(/^<(.*)>$/, '$1');
  const isOne = address.length <= LONGEST_ADDRESS && /^[^\s<>\p{Cc}]+@[^\s<>@\p{Cc}]+$/u.test(address);
  return isOne ? address : null;
}

/** Where the field says no more than `5.0.0`, the reply itself may say more. */
function statusIn(field: string | undefined, diagnostic: string | null): string | null {
  const told = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(field ?? '')?.[1] ?? null;
  if (told !== null && !/^[45]\.0\.0$/.test(told)) return told;
  return /^\d{3}[ -]([45]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic ?? '')?.[1] ?? told;
}

function messageIdIn(leaves: readonly MailLeaf[]): string | null {
  const returned = leaves.find(({ type }) => RETURNED_TYPES.has(type));
  if (returned === undefined) return null;
  const headers = partOf(textOf(returned)).headers;
  return /<[^<>\s]{1,250}>/.exec(headers.get('message-id') ?? '')?.[0] ?? null;
}

const TO_HEADERS = ['delivered-to', 'x-original-to', 'envelope-to', 'to'];

const toOf = ({ headers }: MailPart): readonly string[] =>
  TO_HEADERS.flatMap((name) => /[^\s<>",;]{1,64}@[^\s<>",;]{1,255}/.exec(headers.get(name) ?? '')?.[0] ?? []);
