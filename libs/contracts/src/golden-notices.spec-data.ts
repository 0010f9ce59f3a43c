/* Examples of what is told of notices. */

const about = { about: '018f3f6e-5b0a-7c4e-9d2a-000000000002', matter: '77' };
const messageId = '<018f@reyes.example>';

export const NOTICE_EXAMPLES = {
  NoticeSent: { kind: 'relocation-conflict', ...about, recipients: 2, messageId },
  NoticeDeferred: { kind: 'drift', ...about, because: 'quiet-hours', until: '2026-11-25T12:00:00Z' },
  NoticeWithdrawn: { kind: 'drift', ...about, because: 'told of this before' },
  NoticeRefused: {
    kind: 'matter-archived',
    ...about,
    messageId,
    refused: [{ recipient: 'm…@reyes.example', code: 550 }],
    accepted: 1,
  },
  NoticeBounced: {
    kind: 'matter-archived',
    ...about,
    messageId,
    sent: '018f3f6e-5b0a-7c4e-9d2a-000000000003',
    recipient: 'm…@reyes.example',
    outcome: 'failed',
    status: '5.1.1',
    reason: 'address-unknown',
    diagnostic: '550 5.1.1 <m…@reyes.example>: Recipient address rejected: User unknown',
  },
  DailySummarySent: {
    day: '2026-11-24',
    from: '2026-11-23T13:00:00Z',
    until: '2026-11-24T13:00:00Z',
    recipients: 1,
    messageId,
  },
} as const;
