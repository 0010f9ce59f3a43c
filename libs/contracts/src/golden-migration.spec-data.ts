/* Examples of the events about mirroring what already lies in Clio. */

const RUN = '018f3f6e-5b0a-7c4e-9d2a-0000000000b1';

export const MIGRATION_EXAMPLES = {
  MigrationStarted: { matter: null, why: 'First day' },
  MigrationPaused: { run: RUN, why: 'Trial week' },
  MigrationResumed: { run: RUN, why: null },
  MigrationCompleted: {
    run: RUN,
    matter: null,
    begunAt: '2026-11-24T09:00:00Z',
    matters: 2000,
    hidden: 2,
    documents: {
      found: 20_000,
      mirrored: 19_990,
      skipped: 4,
      conflict: 1,
      missing: 1,
      dead: 1,
      left: 1,
      unseen: 1,
      unfinished: 1,
    },
  },
  EarlierVersionsFound: {
    document: '501',
    matter: '77',
    versions: [
      {
        version: {
          id: '9001',
          number: 1,
          size: 48_213,
          contentType: 'application/pdf',
          receivedAt: '2026-11-24T08:59:58Z',
        },
        filename: 'motion.pdf',
      },
    ],
  },
  MirroringRestarted: {
    document: '501',
    matter: '77',
    left: { id: 'api.dropboxapi.com/dbtid:AAA', root: '3235641' },
    account: { id: 'api.dropboxapi.com/dbtid:BBB', root: '9900001' },
  },
  MigrationFailed: { run: RUN, code: 'CLIO_FORBIDDEN' },
} as const;
