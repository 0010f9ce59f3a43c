/**
 * Whether a verdict says that the firm’s entry is not read yet, so that nothing of it can be decided. Whoever asks for many decisions must not
 * take this for one of them.
 */
export const isFirmUnknown = (verdict: object): boolean =>
  'code' in verdict && verdict.code === 'FIRM_UNKNOWN';
