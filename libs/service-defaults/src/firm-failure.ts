import type { FailureCode } from '@counterpart/contracts';

/** Errors by which a service has no way to one firm’s vendors, whatever the others’: by name, so that copies of a package agree. */
const OF_ONE_FIRM: ReadonlySet<string> = new Set(['FirmUnknown', 'NoMasterKey', 'VaultError']);

/**
 * What an error means where it is one firm’s own: its entry is not read yet, or its key is not here, as while the master key is
 * being replaced. Such work is tried again; it is no bug.
 * @returns undefined for every other error
 */
export const firmFailure = (error: unknown): FailureCode | undefined =>
  error instanceof Error && OF_ONE_FIRM.has(error.name) ? 'FIRM_UNKNOWN' : undefined;
