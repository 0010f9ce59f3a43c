import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { stringify } from 'yaml';
import { readPolicyFile } from './policy-file.js';

function faultsOf(text: string): readonly string[] {
  const read = readPolicyFile(text);
  return read.ok
    ? []
    : read.faults.map(({ line, column, field, message }) => `${line}:${column} ${field}: ${message}`);
}

const GOOD = `
# The firm's rules
version: 3
roots:
  default: /Matters
  practiceAreas:
    Litigation: /Litigation
matterFolder: '{MatterNumber}-{ClientLastName|upper}'
categories:
  Pleadings: Pleadings
`;

describe('readPolicyFile', () => {
  it('reads YAML, and fills in what the file leaves out', () => {
    expect(readPolicyFile(GOOD)).toEqual({
      ok: true,
      madeFrom: 3,
      policy: {
        ...DEFAULT_POLICY,
        version: 3,
        roots: { default: '/Matters', practiceAreas: { Litigation: '/Litigation' } },
        matterFolder: '{MatterNumber}-{ClientLastName|upper}',
        categories: { Pleadings: 'Pleadings' },
      },
    });
  });

  it('reads JSON as well', () => {
    expect(readPolicyFile('{"unmapped": "Other"}')).toMatchObject({
      ok: true,
      madeFrom: undefined,
      policy: { unmapped: 'Other' },
    });
  });

  it.each([
    [
      'an unknown field',
      'roots:\n  defualt: /M\n',
      /^2:3 roots\.defualt: there is no such field; there are default, practiceAreas$/,
    ],
    [
      'an unknown section',
      'unmapped: Other\nroot: /M\n',
      /^2:1 root: there is no such field; there are version, /,
    ],
    [
      'a value of another kind',
      'unmapped: Other\nretryMinutes: soon\n',
      /^2:15 retryMinutes: .*expected array/,
    ],
    ['a member of a list', 'alerts:\n  - it@firm.example\n  - nobody\n', /^3:5 alerts\.1: /],
    ['a word that is not among the choices', 'closing:\n  action: burn\n', /^2:11 closing\.action: .*"move"/],
    [
      'a field of a template',
      "matterFolder: '{MatterNumber}-{Clientt}'\n",
      /^1:32 matterFolder: there is no field \{Clientt\}/,
    ],
    [
      'a template without quotes',
      'matterFolder: MATTER-{Clientt}\n',
      /^1:23 matterFolder: there is no field \{Clientt\}/,
    ],
    [
      'a filter of a template deep in the file',
      'clientUploads:\n  folder: "/Up/{Client|loud}"\n',
      /^2:24 clientUploads\.folder: there is no filter loud/,
    ],
    [
      'folders within each other',
      'privileged:\n  folder: /Matters/P\n',
      /^2:11 privileged\.folder: .* lie within each other$/,
    ],
    ['a name that stands twice', 'unmapped: A\nunmapped: B\n', /^2:1 : .*unique/],
    ['what is no map', '- a\n- b\n', /^1:1 : a policy is a map of fields$/],
    ['an empty file', '', /^1:1 : a policy is a map of fields$/],
    ['JSON with a slip', '{"unmapped": "Other",\n "roots": }', /^2:\d+ /],
  ])('points at line and field of %s', (_, text, expected) => {
    expect(faultsOf(text)[0]).toMatch(expected);
  });

  it('says that a template which begins with a brace needs quotes', () => {
    expect(faultsOf('matterFolder: {MatterNumber}-{Client}\n')[0]).toMatch(/^1:\d+ : .*put it into quotes/);
    expect(faultsOf('matterFolder: {MatterNumber}\n')[0]).toMatch(/^1:15 matterFolder: .*put it into quotes/);
  });

  it('tells all faults at once, in the order of the file', () => {
    const lines = faultsOf("unmapped: 'a/b'\nmatterFolder: '{X}'\ntypo: 1\n").map(
      (text) => text.split(':')[0],
    );
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines).toEqual(lines.toSorted((a, b) => Number(a) - Number(b)));
    expect(faultsOf("unmapped: 'a/b'\nmatterFolder: '{X}'\ntypo: 1\n")).toHaveLength(3);
  });

  it('reads back every policy that it wrote', () => {
    const word = fc.stringMatching(/^[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9 '&-]{0,20}[A-Za-z]$/);
    fc.assert(
      fc.property(fc.dictionary(word, word, { maxKeys: 4 }), word, (categories, unmapped) => {
        const policy = { ...DEFAULT_POLICY, categories, unmapped };
        for (const text of [stringify(policy), JSON.stringify(policy)]) {
          const read = readPolicyFile(text);
          if (!read.ok) expect(read.faults.map(({ message }) => message).join()).toMatch(/same name|already/);
          else expect(read.policy).toEqual(policy);
        }
      }),
    );
  });

  it.each(['['.repeat(20_000), '- '.repeat(20_000), '{"a":'.repeat(20_000), '? '.repeat(20_000)])(
    'refuses what nests without end, which would end the process that reads it: %.12s…',
    (text) => {
      expect(faultsOf(text)).toHaveLength(1);
      expect(faultsOf(text)[0]).toMatch(/^1:\d+ : nests deeper than 40 levels/);
    },
  );

  it('refuses a file of another kind by its size', () => {
    expect(faultsOf(`unmapped: ${'x'.repeat(300_000)}`)[0]).toMatch(/^1:1 : has more than 262144 characters/);
  });

  it.each([
    ['a number and a text that are one name', 'categories:\n  1: A\n  "1": B\n', /^3:3 : 1 stands twice/],
    ['a name that JavaScript drops', 'categories:\n  __proto__: A\n', /^2:3 : __proto__ cannot be a name/],
    ['a list for a name', 'categories: {? [a] : b}\n', /^1:16 : a name is a text/],
    ['a tag that nobody knows', 'unmapped: !Ref Foo\n', /^1:11 : Unresolved tag: !Ref/],
    ['an alias', 'alerts: &a [x@y.example]\nunmapped: *a\n', /^2:11 : aliases are not read/],
    ['a merge', '<<: {unmapped: Z}\n', /^1:1 <<: there is no such field/],
    ['two documents in one file', 'unmapped: A\n---\nunmapped: B\n', /^2:1 : .*multiple documents/],
  ])('refuses %s', (_, text, expected) => {
    expect(faultsOf(text)[0]).toMatch(expected);
  });

  it('reads JSON that is indented by tabs, a byte order mark and CRLF', () => {
    const json = '\ufeff{\r\n\t"unmapped": "Other",\r\n\t"roots": {\r\n\t\t"default": "/M"\r\n\t}\r\n}\r\n';
    expect(readPolicyFile(json)).toMatchObject({ ok: true, policy: { unmapped: 'Other' } });
  });

  it('never fails on a text, however broken', () => {
    const piece = fc.constantFrom(
      'a: ',
      '{',
      '}',
      '[',
      ']',
      '- ',
      '\n',
      "'",
      '"',
      '&x ',
      '*x',
      '!!',
      ': ',
      '\t',
      '#',
      '|',
      '>',
      'roots',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        const read = readPolicyFile(pieces.join(''));
        if (!read.ok)
          for (const { line, column } of read.faults) expect(Math.min(line, column)).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});
