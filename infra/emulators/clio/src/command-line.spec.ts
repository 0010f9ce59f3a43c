import { describe, expect, it } from 'vitest';

import { HELP, parseCommandLine, UsageError } from './command-line.js';
import { DEFAULT_OPTIONS } from './options.js';

describe('the command line', () => {
  it('sets what it names and leaves the rest', () => {
    const args = [
      '--port',
      '0',
      '--rate-limit',
      'off',
      '--webhook-duplicates',
      '0.25',
      '--rotate-refresh-tokens',
    ];
    expect(parseCommandLine(args)).toEqual({
      port: 0,
      rateLimit: null,
      webhookDuplicates: 0.25,
      rotateRefreshTokens: true,
    });
    expect(parseCommandLine([])).toEqual({});
    expect(parseCommandLine(['--help'])).toBe('help');
  });

  it.each([
    ['--nonsense'],
    ['--port', 'x'],
    ['--webhook-reorder', '2'],
    ['--document-created-at', 'never'],
    ['--port'],
    ['stray'],
  ])('refuses %s %s', (...args) => {
    expect(() => parseCommandLine(args.filter((arg) => arg !== undefined))).toThrow(UsageError);
  });

  it('can set every option, and its help names every flag', () => {
    const flags = HELP.match(/--[a-z-]+[a-z]/g) ?? [];
    const samples: Record<string, string> = {
      'document-created-at': 'post',
      'matter-filter-depth': 'root',
      'archive-names': 'plain',
    };
    const switches = ['--allow-http-webhooks', '--rotate-refresh-tokens'];
    const set = flags.flatMap((flag) =>
      switches.includes(flag) ? [flag] : [flag, samples[flag.slice(2)] ?? '1'],
    );
    const parsed = parseCommandLine(set);
    expect(Object.keys(parsed).sort()).toEqual(Object.keys(DEFAULT_OPTIONS).sort());
  });
});
