import { clioVerdict } from '@counterpart/clio-client';
import { dropboxVerdict } from '@counterpart/dropbox-client';

/** The code of a failure of Clio or Dropbox; what neither knows is a bug and thrown again. */
export function vendorCode(error: unknown): string {
  const verdict = clioVerdict(error) ?? dropboxVerdict(error);
  if (verdict === undefined) throw error;
  return 'code' in verdict ? verdict.code : 'SOURCE_GONE';
}
