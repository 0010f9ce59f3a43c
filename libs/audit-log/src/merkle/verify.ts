import { AuditError } from '../errors.js';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './hashes.js';

/** What is claimed of one leaf. Every part but the root may come from an attacker. */
export interface InclusionClaim {
  readonly leafHash: Buffer;
  readonly leaf: number;
  readonly size: number;
  readonly proof: readonly Buffer[];
}

/** What is claimed of two trees. The proof may come from an attacker. */
export interface ConsistencyClaim {
  readonly older: { readonly size: number; readonly root: Buffer };
  readonly newer: { readonly size: number; readonly root: Buffer };
  readonly proof: readonly Buffer[];
}

const wrong = (message: string): AuditError => new AuditError('AUDIT_PROOF_WRONG', message);

/**
 * Checks that a leaf is in the tree of that root.
 * @throws AuditError AUDIT_PROOF_WRONG
 * @see RFC 9162 §2.1.3.2 (the same tree as RFC 6962)
 */
export function verifyInclusion(claim: InclusionClaim, root: Buffer): void {
  const { leaf, size, proof } = claim;
  if (!isCount(leaf) || !isCount(size) || leaf >= size) throw wrong('the leaf is outside the tree');
  refuseMisshapen(proof);
  const climb = new Climb(leaf, size - 1);
  let hash = claim.leafHash;
  for (const sibling of proof) {
    hash = climb.siblingIsLeft() ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  climb.mustHaveArrived();
  if (!hash.equals(root)) throw wrong('the proof leads to another root');
}

/**
 * Checks that the newer tree begins with the older one.
 * @throws AuditError AUDIT_PROOF_WRONG
 * @see RFC 9162 §2.1.4.2
 */
export function verifyConsistency({ older, newer, proof }: ConsistencyClaim): void {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) {
    throw wrong('the older tree is the larger one');
  }
  refuseMisshapen(proof);
  if (older.size === newer.size) {
    if (proof.length > 0 || !older.root.equals(newer.root)) throw wrong('two roots for one size');
    return;
  }
  if (older.size === 0) {
    if (proof.length > 0 || !older.root.equals(EMPTY_ROOT)) throw wrong('the empty tree has another root');
    return;
  }
  walk({ older, newer, proof });
}

function walk({ older, newer, proof }: ConsistencyClaim): void {
  // Where the older tree is complete, its root is the first node of the path and is left out of the proof.
  const path = Number.isInteger(Math.log2(older.size)) ? [older.root, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) throw wrong('the proof is empty');
  const climb = new Climb(older.size - 1, newer.size - 1);
  climb.leaveRightEdge();
  let [oldHash, newHash] = [first, first];
  for (const sibling of path) {
    if (climb.siblingIsLeft()) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
    } else newHash = nodeHash(newHash, sibling);
  }
  climb.mustHaveArrived();
  if (!oldHash.equals(older.root)) throw wrong('the proof leads to another older root');
  if (!newHash.equals(newer.root)) throw wrong('the proof leads to another newer root');
}

/** The way from a node up to the root: which side each sibling is on. `fn` and `sn` of RFC 9162. */
class Climb {
  constructor(
    private place: number,
    private last: number,
  ) {}

  /** Goes up while the node is a right child: those levels need no sibling of the older tree. */
  leaveRightEdge(): void {
    while (isOdd(this.place)) this.#up();
  }

  /** Goes one sibling up. @throws AuditError AUDIT_PROOF_WRONG above the root */
  siblingIsLeft(): boolean {
    if (this.last === 0) throw wrong('the proof is too long');
    const isLeft = isOdd(this.place) || this.place === this.last;
    if (isLeft) while (!isOdd(this.place) && this.place !== 0) this.#up();
    this.#up();
    return isLeft;
  }

  /** @throws AuditError AUDIT_PROOF_WRONG below the root */
  mustHaveArrived(): void {
    if (this.last !== 0) throw wrong('the proof is too short');
  }

  #up(): void {
    this.place = Math.floor(this.place / 2);
    this.last = Math.floor(this.last / 2);
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isOdd = (value: number): boolean => value % 2 === 1;

function refuseMisshapen(proof: readonly Buffer[]): void {
  if (proof.some((hash) => hash.length !== HASH_BYTES)) throw wrong('a hash of the proof has another length');
}
