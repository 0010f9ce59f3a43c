import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateKey } from '@counterpart/audit-log';
import { loadLogKeys } from './log-keys.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keys-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const load = (...lines: readonly string[]) => {
  writeFileSync(join(folder, 'keys'), lines.join('\n'));
  return loadLogKeys(join(folder, 'keys'));
};

describe('loadLogKeys', () => {
  it('takes the log’s name from its keys, the current one first', () => {
    const [next, old] = [generateKey('log.example'), generateKey('log.example')];
    const { origin, keys } = load(next.toPrivateText(), '', old.toPrivateText(), '');
    expect(origin).toBe('log.example');
    expect(keys.map(({ verifier }) => String(verifier))).toEqual(
      [next, old].map(({ verifier }) => String(verifier)),
    );
  });

  it.each([
    ['no key', []],
    ['keys of two logs', ['one.example', 'two.example']],
  ])('refuses %s', (_, names) => {
    expect(() => load(...names.map((name) => generateKey(name).toPrivateText()))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('refuses a file that is not there, and a key of another form', () => {
    expect(() => loadLogKeys(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
    expect(() => load('PRIVATE+KEY+x')).toThrow(expect.objectContaining({ code: 'AUDIT_KEY_MALFORMED' }));
  });
});
