import { describe, expect, it } from 'vitest';
import { ClioError, clioVerdict, type ClioErrorCode } from './errors.js';

describe('clioVerdict', () => {
  const CODES: readonly ClioErrorCode[] = [
    'CLIO_UNREACHABLE',
    'CLIO_SERVER_ERROR',
    'CLIO_RATE_LIMITED',
    'CLIO_UNAUTHORISED',
    'CLIO_FORBIDDEN',
    'CLIO_NOT_FOUND',
    'CLIO_CONTENT_ABSENT',
    'CLIO_REFUSED',
    'CLIO_ANSWER_INVALID',
    'CLIO_BODY_TRUNCATED',
    'CLIO_HOST_NOT_ALLOWED',
  ];

  it.each(CODES)('knows %s', (code) => {
    expect(clioVerdict(new ClioError(code, 'x'))).toHaveProperty('kind');
  });

  it('leaves other errors to others', () => {
    expect(clioVerdict(new TypeError('a bug'))).toBeUndefined();
  });
});
