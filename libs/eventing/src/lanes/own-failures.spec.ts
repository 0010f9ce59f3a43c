import { describe, expect, it } from 'vitest';
import { OwnFailures } from './own-failures.js';

/** How often a piece fails until that is its own failure; undefined where it never is. */
function failuresUntilOwn(own: OwnFailures, between: () => void): number | undefined {
  for (let failures = 1; failures <= 20; failures += 1) {
    if (own.isOwn('firm', 'facts/0/7', 'DROPBOX_UNAVAILABLE')) return failures;
    between();
  }
  return undefined;
}

describe('OwnFailures (ADR 0036)', () => {
  it('judge a piece that fails while the firm’s other work gets through, after the third time', () => {
    const own = new OwnFailures();
    expect(failuresUntilOwn(own, () => own.gotThrough('firm', ['dropbox']))).toBe(4);
  });

  it('judge it as slowly each time that it is tried again', () => {
    const own = new OwnFailures();
    const gotThrough = (): void => own.gotThrough('firm', ['clio', 'dropbox']);
    failuresUntilOwn(own, gotThrough);
    expect(failuresUntilOwn(own, gotThrough)).toBe(4);
  });

  it('never judge where nothing gets through: that is an outage', () => {
    expect(failuresUntilOwn(new OwnFailures(), () => undefined)).toBeUndefined();
  });

  it.each([
    ['another outside system answers', 'firm', 'clio'],
    ['another firm’s work gets through', 'other', 'dropbox'],
  ] as const)('never judge where only %s', (_, firm, system) => {
    const own = new OwnFailures();
    expect(failuresUntilOwn(own, () => own.gotThrough(firm, [system]))).toBeUndefined();
  });

  it('never take what got through before for what got through since', () => {
    const own = new OwnFailures();
    for (let count = 0; count < 100; count += 1) own.gotThrough('firm', ['dropbox']);
    expect(failuresUntilOwn(own, () => undefined)).toBeUndefined();
  });

  it.each(['DROPBOX_RATE_LIMITED', 'DROPBOX_WRITE_CONTENTION', 'CLIO_RATE_LIMITED'] as const)(
    'never judge %s: it is nobody’s own fault',
    (code) => {
      const own = new OwnFailures();
      for (let failures = 1; failures <= 20; failures += 1) {
        expect(own.isOwn('firm', 'facts/0/7', code)).toBe(false);
        own.gotThrough('firm', ['clio', 'dropbox', 'smtp']);
      }
    },
  );

  it('forget what met an outage longest ago, and judge on', () => {
    const own = new OwnFailures();
    for (let piece = 0; piece < 5000; piece += 1) own.isOwn('firm', String(piece), 'DROPBOX_UNAVAILABLE');
    expect(failuresUntilOwn(own, () => own.gotThrough('firm', ['dropbox']))).toBe(4);
  });
});
