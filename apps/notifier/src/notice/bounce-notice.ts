import {
  BOUNCE_REASONS,
  isNoticeKind,
  NOTICE_KINDS,
  type Event,
  type EventData,
  type FirmId,
  type NoticeKind,
  type ToldNames,
} from '@counterpart/contracts';
import { matterLabel, oneLine, onOneLine, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** What a notice about a bounce is; a bounce of one makes no other. */
export const BOUNCED_KIND: NoticeKind = 'notice-bounced';

/**
 * Why nobody is told of an e-mail that came back; null where it is the one by which it is known that the e-mail reached nobody.
 * @param story the stream of the event
 */
export function whyBounceIsQuiet(event: Event<'NoticeBounced'>, story: readonly Event[]): string | null {
  const { kind, outcome, sent } = event.data;
  if (kind === BOUNCED_KIND) return 'a notice of bounces makes no other';
  if (outcome === 'delayed') return 'it is still being tried';
  const mail = story.find(({ id }) => id === sent);
  if (mail?.name !== 'NoticeSent' && mail?.name !== 'DailySummarySent')
    return 'of an e-mail that nobody told of';
  const failed = failuresOf(sent, story);
  const place = failed.findIndex(({ id }) => id === event.id) + 1;
  return place === mail.data.recipients ? null : 'others got it, or it was told';
}

/** The words of failure about an e-mail; each is of another recipient. */
export const failuresOf = (
  sent: EventData<'NoticeBounced'>['sent'],
  story: readonly Event[],
): readonly Event<'NoticeBounced'>[] =>
  story.filter(
    (told): told is Event<'NoticeBounced'> =>
      told.name === 'NoticeBounced' && told.data.outcome === 'failed' && told.data.sent === sent,
  );

/** The addresses, masked, that a mail server refused an e-mail for before it took it for others. */
export const refusedOf = (messageId: string, story: readonly Event[]): ReadonlySet<string> =>
  new Set(
    story.flatMap((told) =>
      told.name === 'NoticeRefused' && told.data.messageId === messageId
        ? told.data.refused.map(({ recipient }) => recipient)
        : [],
    ),
  );

/** Tells that an e-mail reached nobody. It names no document: who gets it is not whom the e-mail was for. */
export function bouncedNotice(
  { data, firm }: { readonly data: EventData<'NoticeBounced'>; readonly firm: FirmId },
  { recipients, names }: { readonly recipients: readonly string[]; readonly names: ToldNames },
  { bounces, frame }: Words,
): Message {
  const { kind, reason, status, diagnostic, messageId } = data;
  const { meaning, remedy } = BOUNCE_REASONS[reason];
  const about = { ...onOneLine(names), documentName: null };
  return {
    headline: bounces.headline,
    about,
    facts: [
      ['happened', `${bounces.happened(isNoticeKind(kind) ? NOTICE_KINDS[kind].meaning : kind)} ${meaning}`],
      ['did', bounces.did],
      ['todo', remedy],
      ['showWith', `counterpart notices list --firm ${firm} --bounced`],
      ['matter', matterLabel(about) ?? frame.none],
      ['recipients', recipients.join(', ')],
      ['code', `${reason} (${status})`],
      ['serversWord', diagnostic === null ? frame.none : oneLine(diagnostic)],
      ['firm', firm],
      ['reference', messageId],
    ],
  };
}
