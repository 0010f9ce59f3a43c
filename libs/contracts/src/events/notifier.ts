import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { EventId, MatterId } from '../ids.js';
import { NoticeKindName } from '../notice-kinds.js';
import { TOPICS } from '../topics.js';

/** A notice left by e-mail. Neither its text nor the addresses are kept on the trail. */
export const NoticeSent = defineEvent({
  name: 'NoticeSent',
  version: 2,
  topic: TOPICS.notices,
  data: z.object({
    /** What kind of notice, e.g. `work-dead-lettered`; kinds are added without a new version. */
    kind: NoticeKindName,
    /** The event that the notice tells of. */
    about: EventId,
    matter: MatterId.nullable(),
    recipients: z.int().positive(),
    messageId: z.string(),
  }),
});

/** A notice waits: the quiet hours are to end first, or many of its kind come together and are told as one. */
export const NoticeDeferred = defineEvent({
  name: 'NoticeDeferred',
  version: 1,
  topic: TOPICS.notices,
  data: z.object({
    kind: NoticeKindName,
    about: EventId,
    matter: MatterId.nullable(),
    because: z.enum(['quiet-hours', 'many-of-a-kind']),
    /** When it is sent at the earliest. */
    until: z.iso.datetime(),
  }),
});

/** A notice that waited was not sent: by then there was nothing left to tell, or nobody to tell it to. */
export const NoticeWithdrawn = defineEvent({
  name: 'NoticeWithdrawn',
  version: 1,
  topic: TOPICS.notices,
  data: z.object({
    kind: NoticeKindName,
    about: EventId,
    matter: MatterId.nullable(),
    because: z.string().max(200),
  }),
});

/** The mail server refused recipients of a notice for good. What it said stays in the log. */
export const NoticeRefused = defineEvent({
  name: 'NoticeRefused',
  version: 1,
  topic: TOPICS.notices,
  data: z.object({
    kind: NoticeKindName,
    /** The event that the notice tells of; null for a summary. */
    about: EventId.nullable(),
    matter: MatterId.nullable(),
    messageId: z.string(),
    refused: z
      .array(
        z.object({
          /** The address without most of its local part: `m…@firm.example`. */
          recipient: z.string(),
          /** Reply code of RFC 5321, 500 to 599. */
          code: z.int().min(500).max(599),
        }),
      )
      .min(1),
    /** Recipients that got it. */
    accepted: z.int().nonnegative(),
  }),
});

/**
 * An e-mail came back after a mail server had taken it, or is late on its way (RFC 3464). One that tells many notices at once
 * stands on the stream of the first.
 */
export const NoticeBounced = defineEvent({
  name: 'NoticeBounced',
  version: 1,
  topic: TOPICS.notices,
  data: z.object({
    kind: NoticeKindName,
    /** The event that the notice tells of; null for a summary. */
    about: EventId.nullable(),
    matter: MatterId.nullable(),
    messageId: z.string(),
    /** The `NoticeSent` or `DailySummarySent` of the e-mail. */
    sent: EventId,
    /** The address without most of its local part: `m…@firm.example`. */
    recipient: z.string(),
    /** `failed`: it will not arrive. `delayed`: it is still being tried. */
    outcome: z.enum(['failed', 'delayed']),
    /** Status of RFC 3463, e.g. `5.1.1`. */
    status: z.string().regex(/^[45]\.\d{1,3}\.\d{1,3}$/),
    reason: z.enum([
      'address-unknown',
      'domain-unknown',
      'mailbox-disabled',
      'mailbox-full',
      'message-unwanted',
      'message-unfit',
      'not-reached',
      'unsaid',
    ]),
    /** What the mail server said, cut, with its addresses masked; null where it said nothing. */
    diagnostic: z.string().max(200).nullable(),
  }),
});

/** A firm got the summary of a day. */
export const DailySummarySent = defineEvent({
  name: 'DailySummarySent',
  version: 1,
  topic: TOPICS.notices,
  data: z.object({
    /** The day on which it was due, in the firm’s time zone. */
    day: z.iso.date(),
    /** What it tells of: from when until when. */
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    recipients: z.int().positive(),
    messageId: z.string(),
  }),
});
