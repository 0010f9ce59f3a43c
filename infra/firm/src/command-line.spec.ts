import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';

const NEEDED = ['--clio', 'http://127.0.0.1:1', '--token', 'fake-token', '--documents', '12'];

describe('the command line', () => {
  it('takes seed 1 and four uploads at a time unless told otherwise', () => {
    expect(readCommandLine(NEEDED)).toEqual({
      request: {
        clioUrl: 'http://127.0.0.1:1',
        accessToken: 'fake-token',
        documents: 12,
        seed: 1,
        concurrency: 4,
      },
      json: false,
    });
    const told = readCommandLine([...NEEDED, '--seed', '7', '--concurrency', '2', '--json']);
    expect(told).toMatchObject({ request: { seed: 7, concurrency: 2 }, json: true });
  });

  it.each([
    [[]],
    [NEEDED.slice(2)],
    [NEEDED.slice(0, 4)],
    [[...NEEDED, '--documents', '-1']],
    [[...NEEDED, '--documents', 'many']],
    [[...NEEDED, '--concurrency', '0']],
    [[...NEEDED, '--clio', 'localhost']],
    [[...NEEDED, '--fast']],
  ])('refuses %j', (args) => {
    expect(() => readCommandLine(args)).toThrow(expect.objectContaining({ code: 'FIRM_USAGE' }));
  });
});
