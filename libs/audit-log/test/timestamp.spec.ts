import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAuthority, type Authority } from '@counterpart/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejectsWithCode, throwsWithCode } from './coded.js';
import { aTrail } from './trail.js';
import { readAnswer, timeStampQuery, verifyTimeStamp } from '../src/timestamp.js';

let authority: Authority;
let checkpoint: Buffer;
let answer: Buffer;
beforeAll(async () => {
  authority = await startAuthority();
  checkpoint = Buffer.from(await aTrail().note());
  answer = authority.answer(timeStampQuery(checkpoint).bytes);
});
afterAll(() => authority[Symbol.asyncDispose]());

describe('a time stamp (RFC 3161)', () => {
  it('asks with a query that openssl reads, and gets an answer that repeats its nonce', () => {
    const query = timeStampQuery(checkpoint);
    writeFileSync(join(authority.folder, 'own.tsq'), query.bytes);
    const words = ['ts', '-query', '-in', join(authority.folder, 'own.tsq'), '-text'];
    const text = execFileSync('openssl', words, { encoding: 'utf8' });
    expect(text).toMatch(/Hash Algorithm: sha256[^]*Nonce: 0x[0-9A-F]+[^]*Certificate required: yes/);
    expect(readAnswer(authority.answer(query.bytes), checkpoint).nonce).toEqual(query.nonce);
  });

  it('is verified by openssl over the checkpoint file as it is', () => {
    for (const [name, bytes] of [
      ['checkpoint', checkpoint],
      ['checkpoint.tsr', answer],
    ] as const) {
      writeFileSync(join(authority.folder, name), bytes);
    }
    const words = ['ts', '-verify', '-data', 'checkpoint', '-in', 'checkpoint.tsr', '-CAfile', 'ca.pem'];
    const told = execFileSync('openssl', words, { cwd: authority.folder, encoding: 'utf8', stdio: 'pipe' });
    expect(told).toContain('Verification: OK');
  });

  it('is verified by ours, and says when', async () => {
    const stamp = await verifyTimeStamp(answer, checkpoint, authority.certificate);
    expect(Math.abs(stamp.time.getTime() - Date.now())).toBeLessThan(120_000);
    expect(stamp.certificate).toMatch(/^[0-9a-f]+$/);
  });

  it('over other bytes, or of an authority that is not trusted, is refused', async () => {
    await rejectsWithCode(
      'AUDIT_STAMP_WRONG',
      verifyTimeStamp(answer, Buffer.from('x'), authority.certificate),
    );
    await using other = await startAuthority();
    await rejectsWithCode('AUDIT_STAMP_WRONG', verifyTimeStamp(answer, checkpoint, other.certificate));
  });

  it('by a certificate of the same authority that is not for time stamps is refused', async () => {
    const { folder } = authority;
    writeFileSync(join(folder, 'right.tsr'), answer);
    const run = (...words: readonly string[]) =>
      execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
    // The same statement of the same time, signed with a certificate for web servers.
    run('ts', '-reply', '-in', 'right.tsr', '-token_out', '-out', 'right.p7');
    run('cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'right.p7', '-out', 'info.der');
    const type = ['-econtent_type', '1.2.840.113549.1.9.16.1.4'];
    const signer = ['-signer', 'web.pem', '-inkey', 'web.key'];
    run(
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      ...type,
      ...signer,
      '-outform',
      'DER',
      '-in',
      'info.der',
      '-out',
      'web.p7',
    );
    run('ts', '-reply', '-in', 'web.p7', '-token_in', '-out', 'web.tsr');
    const forged = verifyTimeStamp(readFileSync(join(folder, 'web.tsr')), checkpoint, authority.certificate);
    await expect(forged).rejects.toMatchObject({
      code: 'AUDIT_STAMP_WRONG',
      message: expect.stringContaining('not for time stamps alone'),
    });
  });

  it('that was refused, or is no answer, is told as that', () => {
    const refused = authority.answer(Buffer.from('nonsense'));
    throwsWithCode('AUDIT_STAMP_REFUSED', () => readAnswer(refused, checkpoint));
    throwsWithCode('AUDIT_STAMP_MALFORMED', () => readAnswer(Buffer.from('nonsense'), checkpoint));
    throwsWithCode('AUDIT_STAMP_MALFORMED', () => readAnswer(Buffer.alloc(0), checkpoint));
  });

  it('with any byte flipped is refused, or says the same', async () => {
    const whole = await verifyTimeStamp(answer, checkpoint, authority.certificate);
    await fc.assert(
      fc.asyncProperty(fc.nat(answer.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Buffer.from(answer);
        changed.writeUInt8(changed.readUInt8(at) ^ mask, at);
        const result = await verifyTimeStamp(changed, checkpoint, authority.certificate).catch(
          (error: unknown) => error,
        );
        if (result instanceof Error) {
          expect(result).toMatchObject({ code: expect.stringMatching(/^AUDIT_STAMP_/) });
        } else expect(result).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
