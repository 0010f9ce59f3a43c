const closing = { matter: '77', closing: '018f3f6e-5b0a-7c4e-9d2a-000000000009' };

/** Examples of what is told of closings and legal holds. */
export const CLOSING_EXAMPLES = {
  ClosingBegun: { ...closing, action: 'move', askAfter: '2026-11-24T13:00:00Z', policyVersion: 3 },
  ClosingHeldUp: {
    ...closing,
    because: 'documents-unsettled',
    missing: [{ document: '501', name: 'Motion to Dismiss — “Müller”.pdf', state: 'in-the-way' }],
    unsettled: 1,
  },
  ArchivingBegun: {
    ...closing,
    action: 'move',
    documents: 12,
    from: '/Matters/2026-0001-O’Brien & Sons',
    to: { folder: '/Closed/2026', name: '2026-0001-O’Brien & Sons' },
    policyVersion: 3,
    why: [{ rule: 'closing.folder', on: '{CloseYear}', gives: '2026' }],
  },
  MatterPacked: {
    ...closing,
    archiving: '018f3f6e-5b0a-7c4e-9d2a-000000000002',
    archives: [
      {
        path: '/Closed/2026/2026-0001/2026-0001.zip',
        access: 'open',
        file: 'id:a4ayc_80_OEAAAAAAAAAXw',
        rev: '015f00000000000000000a1',
        size: 48_213,
        contentHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        manifestSha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        files: 12,
        bytes: 90_210,
        how: 'packed',
      },
    ],
  },
  PackingRefused: {
    ...closing,
    archiving: '018f3f6e-5b0a-7c4e-9d2a-000000000002',
    reason: 'RESTRICTED_FOLDER_NOT_PROVEN',
    at: '/Privileged/2026-0001',
  },
  MatterArchived: {
    ...closing,
    action: 'move',
    documents: 12,
    archives: [{ path: '/Closed/2026/2026-0001-O’Brien & Sons', access: 'open' }],
  },
  ClosingNoted: { ...closing, archived: '018f3f6e-5b0a-7c4e-9d2a-000000000002', note: '880', how: 'posted' },
  ClosingEnded: { ...closing, how: 'nothing-to-archive' },
  ClosingRetryOrdered: { ...closing, why: 'The file that was in the way is gone' },
  LegalHoldSet: { matter: '77', reason: 'Preservation letter of 2026-11-20' },
  LegalHoldLifted: { matter: '77', reason: 'The case was dismissed' },
} as const;
