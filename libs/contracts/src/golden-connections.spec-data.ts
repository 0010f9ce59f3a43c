/* Examples of the events about a firm’s connections. */

export const CONNECTION_EXAMPLES = {
  VendorConnected: {
    vendor: 'dropbox',
    serial: 3,
    account: { id: 'api.dropboxapi.com/dbtid:AAFdgehTzw7W', name: 'Reyes & Partners LLP', root: '3235641' },
    replaces: { id: 'api.dropboxapi.com/dbid:AAH4f99T0taO', name: 'ada@reyes.example', root: '7' },
  },
  CredentialRefreshed: {
    vendor: 'dropbox',
    serial: 2,
    expiresAt: '2026-11-25T13:00:00Z',
    rotated: false,
  },
  CredentialRefused: { vendor: 'dropbox', serial: 2, word: 'invalid_grant' },
  AccessRefused: {
    vendor: 'dropbox',
    serial: 2,
    word: 'missing_scope',
    whole: false,
    lacks: 'sharing.write',
  },
  AccessRestored: { vendor: 'dropbox', serial: 3 },
} as const;
