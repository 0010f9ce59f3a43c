/* Examples of the events about firms as a whole. */

export const FIRM_EXAMPLES = {
  FirmAdded: { region: 'eu' },
  FirmSuspended: { reason: 'the invoice of October is open' },
  FirmResumed: { reason: 'paid' },
  FirmRemoved: {
    reason: 'the firm has left',
    exported: '018f3f6e-5b0a-7c4e-9d2a-0000000000f1',
    grants: 2,
    hooks: 4,
  },
} as const;
