import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { throwsWithCode } from './coded.js';
import {
  checkpointText,
  cosignNote,
  EMPTY_ROOT,
  generateKey,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseSignerKey,
  parseVerifierKey,
  SIGNATURE,
  signNote,
  verifyCosignature,
  verifyNote,
} from '../src/index.js';

const ORIGIN = 'audit.counterpart.example/firms';
const key = generateKey(ORIGIN);
const root = createHash('sha256').update('root').digest();
const text = checkpointText({ origin: ORIGIN, size: 42, root, extensions: [] });

describe('keys (C2SP signed-note)', () => {
  it('read the example of golang.org/x/mod/sumdb/note, which signs as it does there', () => {
    const verifier = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const peter = parseVerifierKey(verifier);
    expect(peter.toString()).toBe(verifier);
    const note =
      'If you think cryptography is the answer to your problem,\n' +
      'then you don’t know what your problem is.\n\n'.replace('’', "'") +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    expect(verifyNote(parseNote(note), [peter])).toEqual([peter]);
  });

  it('come back from their text', () => {
    const again = parseSignerKey(`${key.toPrivateText()}\n`);
    expect(again.verifier.toString()).toBe(key.verifier.toString());
    expect(
      parseVerifierKey(key.verifier.toString()).verify(Buffer.from('m'), again.sign(Buffer.from('m'))),
    ).toBe(true);
  });

  it.each([
    '',
    'name+00000000+AQ==',
    'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ])('of another form are refused: %j', (bad) => {
    throwsWithCode('AUDIT_KEY_MALFORMED', () => parseVerifierKey(bad));
    throwsWithCode('AUDIT_KEY_MALFORMED', () => parseSignerKey(`PRIVATE+KEY+${bad}`));
    throwsWithCode('AUDIT_KEY_MALFORMED', () => parseSignerKey(bad));
  });

  it('never show themselves in an error', () => {
    const secret = key.toPrivateText().slice(-30);
    const broken = key.toPrivateText().replace(/\+[0-9a-f]{8}\+/, '+00000000+');
    expect(() => parseSignerKey(broken)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) as unknown }),
    );
  });
});

describe('signed checkpoints', () => {
  it('open with the log’s key, and name what they say', () => {
    const opened = openCheckpoint(signNote(text, [key]), [key.verifier], ORIGIN);
    expect(opened).toMatchObject({ origin: ORIGIN, size: 42, root, extensions: [] });
  });

  it('open with either key while keys rotate', () => {
    const next = generateKey(ORIGIN);
    const note = signNote(text, [key, next]);
    for (const one of [key, next])
      expect(openCheckpoint(note, [one.verifier], ORIGIN).signers).toHaveLength(1);
    throwsWithCode('AUDIT_SIGNATURE_MISSING', () =>
      openCheckpoint(signNote(text, [next]), [key.verifier], ORIGIN),
    );
  });

  it('of another log, or signed by a stranger, are refused', () => {
    const note = signNote(text, [key]);
    throwsWithCode('AUDIT_OTHER_LOG', () => openCheckpoint(note, [key.verifier], 'other.example/log'));
    throwsWithCode('AUDIT_SIGNATURE_MISSING', () =>
      openCheckpoint(note, [generateKey(ORIGIN).verifier], ORIGIN),
    );
  });

  it('with any character of the text changed are refused', () => {
    const note = signNote(text, [key]);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', '9', 'A', 'z', '+', '\n'), (at, other) => {
        fc.pre(note[at] !== other);
        const forged = `${note.slice(0, at)}${other}${note.slice(at + 1)}`;
        expect(() => openCheckpoint(forged, [key.verifier], ORIGIN)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^AUDIT_/) as unknown }),
        );
      }),
    );
  });

  it.each([
    ['no signature', text],
    ['no newline at the end', `${text}\n— ${ORIGIN} AAAAAAAA`],
    ['a control character', `a\tb\n\n— ${ORIGIN} AAAAAAAA\n`],
    ['a line that is no signature', `${text}\nhello\n`],
    ['a lone surrogate', `${text}\ud800\n\n— x AAAAAAAA\n`],
    ['too many signatures', `${text}\n${'— x AAAAAAAA\n'.repeat(101)}`],
  ])('that are no notes are refused: %s', (_, note) => {
    throwsWithCode('AUDIT_NOTE_MALFORMED', () => parseNote(note));
  });

  it.each([
    `\n42\n${root.toString('base64')}\n`,
    `log\n042\n${root.toString('base64')}\n`,
    `log\n-1\n${root.toString('base64')}\n`,
    'log\n42\nabc\n',
    `log\n42\n${EMPTY_ROOT.toString('base64url')}\n`,
    `log\n42\n${root.toString('base64')}\n\nx\n`,
  ])('that are no checkpoints are refused: %j', (bad) => {
    throwsWithCode('AUDIT_CHECKPOINT_MALFORMED', () => parseCheckpoint(bad));
  });
});

describe('cosignatures (C2SP tlog-cosignature)', () => {
  const witness = generateKey('witness.example', SIGNATURE.cosignature);
  const now = new Date('2026-11-24T09:00:00.900Z');
  const note = cosignNote(signNote(text, [key]), witness, now);

  it('say who saw the checkpoint, and when', () => {
    const signed = parseNote(note);
    expect(verifyCosignature(signed, witness.verifier)).toEqual({
      name: 'witness.example',
      time: new Date('2026-11-24T09:00:00Z'),
    });
    expect(openCheckpoint(note, [key.verifier], ORIGIN).size).toBe(42);
  });

  it('with another time, or from nobody, are refused', () => {
    const signed = parseNote(note);
    const signatures = signed.signatures.map((signature) => {
      if (signature.name !== 'witness.example') return signature;
      const bytes = Buffer.from(signature.bytes);
      bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7);
      return { ...signature, bytes };
    });
    throwsWithCode('AUDIT_SIGNATURE_WRONG', () =>
      verifyCosignature({ ...signed, signatures }, witness.verifier),
    );
    throwsWithCode('AUDIT_SIGNATURE_MISSING', () => verifyCosignature(signed, key.verifier));
    throwsWithCode('AUDIT_SIGNATURE_MISSING', () =>
      verifyCosignature(signed, generateKey('witness.example', SIGNATURE.cosignature).verifier),
    );
    throwsWithCode('AUDIT_KEY_MALFORMED', () => cosignNote(note, key, now));
  });
});
