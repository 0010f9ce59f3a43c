/** Something that must not stand in a tracked file, and a text that it must find. */
interface Trace {
  readonly what: string;
  readonly pattern: RegExp;
  readonly sample: string;
}

/** The patterns and samples are put together from parts, so that this file does not match itself. */
function trace(what: string, parts: readonly string[], sample: readonly string[]): Trace {
  return { what, pattern: new RegExp(parts.join('')), sample: sample.join('') };
}

const traces: readonly Trace[] = [
  trace(
    'a path of one machine',
    ['(^|[^\\w.-])/(wo', 'rk|fa', 'rm|ro', 'ot|ho', 'me|Us', 'ers)/\\w'],
    [' /wo', 'rk/main'],
  ),
  trace('a path of one machine', ['/tmp/', '\\w'], ['/tm', 'p/job']),
  trace('a path of one machine', ['\\b[A-Z]:\\\\', 'Users\\\\'], ['C:\\', 'Users\\me']),
  trace(
    'the host of a package registry',
    ['https?://[a-z0-9.-]*(npm', 'js|yarn', 'pkg|mav', 'en|deb', 'ian|gol', 'ang|py', 'pi)[.](org|com)'],
    ['https://registry.npm', 'js.org/zod'],
  ),
  trace(
    'a private key',
    ['-----BEGIN ', '[A-Z ]*PRIVATE KEY-----\\s*(\\\\n)?[A-Za-z0-9+/]'],
    ['-----BEGIN ', 'PRIVATE KEY-----\nMIIE'],
  ),
  trace('an access key of a cloud', ['\\b(AKIA|ASIA)', '[0-9A-Z]{16}\\b'], ['AKIA', 'ABCDEFGHIJKLMNOP']),
  trace(
    'a token of a code host',
    ['\\b(gh[pousr]_|github_pat_|glpat-)', '\\w{20,}'],
    ['ghp_', 'a'.repeat(36)],
  ),
  trace('a token of a chat', ['\\bxox[abprs]-', '[\\w-]{10,}'], ['xoxb-', '1234567890-abc']),
  trace('a token of Dropbox', ['\\bsl\\.(u\\.)?', '[\\w-]{60,}'], ['sl.', 'A'.repeat(80)]),
  trace(
    'a signed token',
    ['\\beyJ[\\w-]{10,}\\.', 'eyJ[\\w-]{10,}\\.[\\w-]{10,}'],
    ['eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
  ),
];

/** @returns one text per line of `text` that holds a trace */
export function tracesIn(path: string, text: string): string[] {
  return traces.flatMap(({ what, pattern }) =>
    [...text.matchAll(new RegExp(pattern, 'gm'))].map(
      (match) =>
        `${path}:${text.slice(0, match.index + 1).split('\n').length} holds ${what}: ${match[0].trim()}`,
    ),
  );
}

/** Each pattern must find its sample, and ordinary text must hold none. */
export function traceFixtureProblems(): string[] {
  return [
    ...traces
      .filter(({ pattern, sample }) => !pattern.test(sample))
      .map(({ what }) => `the pattern of ${what} finds nothing`),
    ...tracesIn(
      'plain text',
      'A matter moves through work/flow at https://example.org/root and stays home.\n',
    ),
  ];
}
