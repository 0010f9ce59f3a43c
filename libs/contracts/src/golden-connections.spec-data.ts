/* Examples of the events about a firm’s connections. */

export const CONNECTION_EXAMPLES = {
  VendorConnected: { vendor: 'clio', serial: 1, account: 'Reyes & Partners LLP' },
  CredentialRefreshed: {
    vendor: 'dropbox',
    serial: 2,
    expiresAt: '2026-11-25T13:00:00Z',
    rotated: false,
  },
  CredentialRefused: { vendor: 'dropbox', serial: 2, word: 'invalid_grant' },
} as const;
