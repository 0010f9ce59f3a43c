/**
 * A seeded source of randomness (sfc32 by Chris Doty-Humphrey, seeded by 32-bit FNV-1a).
 * The same label always gives the same run of numbers, on every machine.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(label: string) {
    this.#a = fnv1a(label, 0x811c9dc5);
    this.#b = fnv1a(label, 0x9e3779b9);
    this.#c = fnv1a(label, 0x85ebca6b);
    for (let warmUp = 0; warmUp < 12; warmUp += 1) this.uint32();
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.uint32() / 4_294_967_296;
  }

  /** A whole number in [from, to], both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1));
  }

  /** A standard normal number (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  }

  /** Picks by weight; weights need not add up to one. */
  pickWeighted<T>(choices: readonly (readonly [T, number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let mark = this.unit() * total;
    for (const [choice, weight] of choices) {
      mark -= weight;
      if (mark < 0) return choice;
    }
    throw new RangeError('nothing to pick from');
  }

  /** `size` bytes of noise that no compressor can shrink. */
  bytes(size: number): Buffer {
    const words = new Uint32Array(Math.ceil(size / 4));
    for (let at = 0; at < words.length; at += 1) words[at] = this.uint32();
    return Buffer.from(words.buffer, 0, size);
  }
}

function fnv1a(label: string, basis: number): number {
  let hash = basis;
  for (const byte of Buffer.from(label, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
