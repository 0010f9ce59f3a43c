import { describe, expect, it } from 'vitest';
import { createLog } from './logging.js';

function lineOf(fields: object): Record<string, unknown> {
  const lines: string[] = [];
  createLog('spec', 'info', { write: (line) => void lines.push(line) }).warn(fields, 'told');
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

function syntaxErrorOf(text: string): Error {
  try {
    JSON.parse(text);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new TypeError('the text is JSON');
}

describe('createLog', () => {
  it('tells an error by name, code, message and stack, and its causes alike', () => {
    const cause = new TypeError('inner');
    const error = Object.assign(new Error('outer', { cause }), { code: 'A_REASON' });
    expect(lineOf({ error })).toMatchObject({
      error: {
        name: 'Error',
        code: 'A_REASON',
        message: 'outer',
        stack: error.stack,
        cause: { name: 'TypeError', message: 'inner' },
      },
    });
  });

  it('tells no further field of an error: parameters of a query, names of files', () => {
    const error = Object.assign(new Error('failed'), { parameters: ['hidden'], union: { path: 'hidden' } });
    expect(JSON.stringify(lineOf({ error }))).not.toContain('hidden');
  });

  it('repeats nothing of what is no JSON: it may be a secret, e.g. of the firms file', () => {
    for (const text of ['{ "clientSecret": fake-9f8e7d6c }', 'fake-9f8e7d6c']) {
      const cause = syntaxErrorOf(text);
      expect(cause.message).toContain('fake');
      const line = lineOf({ error: new Error('the firms file is not JSON', { cause }) });
      expect(JSON.stringify(line)).not.toContain('fake');
      expect(line).toMatchObject({
        error: { cause: { name: 'SyntaxError', stack: expect.stringContaining(' at ') as string } },
      });
    }
  });

  it('censors secrets by their names', () => {
    const line = lineOf({ token: 'hidden', grant: { accessToken: 'hidden' } });
    expect(JSON.stringify(line)).not.toContain('hidden');
  });
});
