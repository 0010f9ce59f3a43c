import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { EventId } from '@counterpart/contracts';

/** Where what comes back is to go, and what proves that it was asked for. */
export interface BounceSettings {
  /** `bounces@mail.firm.example` */
  readonly address: string;
  /** Keys of 32 bytes, newest first: the first one makes addresses, all of them count. */
  readonly keys: readonly [Buffer, ...Buffer[]];
}

/** What an address says of the e-mail that comes back to it. */
export interface BouncedTo {
  /** The event that tells that the e-mail was sent. */
  readonly sent: EventId;
  /** See `recipientTag`. */
  readonly recipient: string;
}

const ID_BYTES = 16;
const TAG_BYTES = 4;
const MAC_BYTES = 10;

/** RFC 4648 §6, in lower case: servers on the way may change the case of addresses. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BITS = 5;

/** RFC 5321 §4.5.3.1.1: 64 octets before the `@`, of which `+`, what is said, a dot and its proof take 50. */
export const LONGEST_LOCAL_PART = 14;

const SAID = /^([^+@]+)\+([a-z2-7]{32})\.([a-z2-7]{16})@([^@]+)$/;

/**
 * Sender addresses of the envelope, one for each e-mail and recipient (the idea of VERP), with a proof that only this
 * installation can make: `bounces+<what>.<proof>@mail.firm.example`.
 */
export class BounceAddresses {
  readonly #local: string;
  readonly #domain: string;

  constructor(private readonly settings: BounceSettings) {
    const [local = '', domain = ''] = settings.address.toLowerCase().split('@');
    this.#local = local;
    this.#domain = domain;
  }

  /** @param sent id of the event that will tell that the e-mail was sent */
  of(sent: EventId, recipient: string): string {
    const id = Buffer.from(sent.replaceAll('-', ''), 'hex');
    const said = Buffer.concat([id, tagOf(sent, recipient)]);
    const proof = proofOf(said, this.settings.keys[0]);
    return `${this.#local}+${base32(said)}.${base32(proof)}@${this.#domain}`;
  }

  /** @returns null for an address that this installation did not make */
  read(address: string): BouncedTo | null {
    const [, local, what, proof, domain] = SAID.exec(address.toLowerCase()) ?? [];
    if (what === undefined || proof === undefined) return null;
    if (local !== this.#local || domain !== this.#domain) return null;
    const said = bytesOf(what);
    const given = bytesOf(proof);
    if (!this.settings.keys.some((key) => timingSafeEqual(proofOf(said, key), given))) return null;
    const sent = EventId.safeParse(uuidOf(said.subarray(0, ID_BYTES)));
    return sent.success ? { sent: sent.data, recipient: base32(said.subarray(ID_BYTES)) } : null;
  }
}

/** Tells the recipients of one e-mail apart without naming them. */
export const recipientTag = (sent: EventId, recipient: string): string => base32(tagOf(sent, recipient));

const tagOf = (sent: EventId, recipient: string): Buffer =>
  createHash('sha256').update(`${sent}\n${recipient.toLowerCase()}`).digest().subarray(0, TAG_BYTES);

const proofOf = (said: Buffer, key: Buffer): Buffer =>
  createHmac('sha256', key).update('counterpart bounce v1\n').update(said).digest().subarray(0, MAC_BYTES);

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits.map((five) => BASE32.charAt(Number.parseInt(five.padEnd(BITS, '0'), 2))).join('');
}

function bytesOf(text: string): Buffer {
  const bits = text
    .split('')
    .map((char) => BASE32.indexOf(char).toString(2).padStart(BITS, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((eight) => Number.parseInt(eight, 2)));
}
