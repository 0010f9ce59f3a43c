import { describe, expect, it } from 'vitest';
import { throwsWithCode } from './coded.js';
import { aTrail, KEY, type Trail } from './trail.js';
import { generateKey, parseNote, SIGNATURE, verifyCosignature, witnessCheckpoint } from '../src/index.js';

const witness = generateKey('witness.example', SIGNATURE.cosignature);
const keys = [KEY.verifier];
const now = new Date('2026-11-25T10:00:00Z');

const sign = (checkpoint: string, seen?: string, earlier = '') =>
  witnessCheckpoint({ checkpoint, seen, earlier: Buffer.from(earlier), keys }, witness, now);

async function growth(trail: Trail, from: number): Promise<string> {
  const { checkpoint, proof } = await trail.earlier(from);
  return `${JSON.stringify({ checkpoint, proof: proof.map((hash) => hash.toString('base64')) })}\n`;
}

describe('a witness', () => {
  it('signs a log that it sees for the first time, and says so', async () => {
    const made = sign(await aTrail().note(5));
    expect(made).toMatchObject({ size: 5, from: null });
    expect(verifyCosignature(parseNote(made.checkpoint), witness.verifier)).toEqual({
      name: 'witness.example',
      time: now,
    });
  });

  it('signs a log that grew out of what it signed before, once that is proven', async () => {
    const trail = aTrail();
    const { checkpoint: seen } = sign(await trail.note(5));
    const made = sign(await trail.note(), seen, await growth(trail, 5));
    expect(made).toMatchObject({ size: 15, from: 5 });
    expect(() => sign(made.checkpoint, made.checkpoint)).not.toThrow();
    expect(sign(made.checkpoint, made.checkpoint).checkpoint).toBe(made.checkpoint);
  });

  it('signs nothing whose growth is not proven, or is proven of another log', async () => {
    const trail = aTrail();
    const { checkpoint: seen } = sign(await trail.note(5));
    const note = await trail.note();
    const wrong = await growth(trail, 6);
    throwsWithCode('AUDIT_PROOF_WRONG', () => sign(note, seen));
    throwsWithCode('AUDIT_PROOF_WRONG', () => sign(note, seen, wrong));
  });

  it('never signs a second history, nor a smaller log', async () => {
    const [trail, rewritten] = [aTrail(), aTrail()];
    trail.add(Buffer.from('one'));
    rewritten.add(Buffer.from('two'));
    const { checkpoint: seen } = sign(await trail.note(16));
    const [fork, smaller] = [await rewritten.note(16), await trail.note(5)];
    throwsWithCode('AUDIT_FORK', () => sign(fork, seen));
    throwsWithCode('AUDIT_LOG_BEHIND', () => sign(smaller, seen));
    rewritten.add(Buffer.from('three'));
    const [longer, proof] = [await rewritten.note(17), await growth(rewritten, 16)];
    throwsWithCode('AUDIT_PROOF_WRONG', () => sign(longer, seen, proof));
  });

  it('trusts its own memory only under its own signature, and no log but the one it is for', async () => {
    const trail = aTrail();
    const [forgotten, note] = [await trail.note(5), await trail.note()];
    throwsWithCode('AUDIT_SIGNATURE_MISSING', () => sign(note, forgotten));
    const stranger = [generateKey('other.example').verifier];
    throwsWithCode('AUDIT_OTHER_LOG', () =>
      witnessCheckpoint(
        { checkpoint: note, seen: undefined, earlier: Buffer.alloc(0), keys: stranger },
        witness,
        now,
      ),
    );
  });
});
