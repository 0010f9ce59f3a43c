import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSignerKey, parseVerifierKey } from '@counterpart/audit-log';
import { keyFiles } from '../adapters/key-files.js';
import { makeKey } from './make-keys.handler.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keys-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('makeKey', () => {
  it.each(['log', 'witness'] as const)(
    'makes a pair that fits, the private half for its owner alone: %s',
    async (kind) => {
      const made = await makeKey(keyFiles, { name: 'log.example', kind, file: join(folder, 'key') });
      const signer = parseSignerKey(readFileSync(made.file, 'utf8'));
      expect(String(signer.verifier)).toBe(made.publicKey);
      expect(parseVerifierKey(readFileSync(made.publicFile, 'utf8')).name).toBe('log.example');
      expect(statSync(made.file).mode & 0o777).toBe(0o600);
    },
  );

  it('never writes over a key', async () => {
    const wish = { name: 'log.example', kind: 'log', file: join(folder, 'key') } as const;
    const { publicKey } = await makeKey(keyFiles, wish);
    await expect(makeKey(keyFiles, wish)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(String(parseSignerKey(readFileSync(wish.file, 'utf8')).verifier)).toBe(publicKey);
  });
});
