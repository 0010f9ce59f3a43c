import type { Stack } from '@counterpart/local';
import type { ClioView } from '../observe/clio.js';
import { ClioHand } from './clio-hand.js';

/** Calls of a token for one document: it is entered, and told to be whole. */
const CALLS_A_DOCUMENT = 2;

/** People of a firm, each with a token of their own: what they do in Clio costs nothing of the services’ budget. */
export class ManyHands implements Pick<ClioHand, 'addDocument'> {
  readonly #documentsEach: number;
  #hand: Promise<ClioHand> | undefined;
  #left = 0;

  /** @param callsEach how many calls Clio takes of one token in a minute */
  constructor(
    private readonly stack: Stack,
    private readonly clio: Pick<ClioView, 'anotherToken'>,
    callsEach: number,
  ) {
    this.#documentsEach = Math.floor(callsEach / CALLS_A_DOCUMENT);
  }

  async addDocument(
    matter: string,
    file: { readonly name: string; readonly bytes: Buffer },
  ): Promise<string> {
    if (this.#left === 0 || this.#hand === undefined)
      [this.#hand, this.#left] = [this.#another(), this.#documentsEach];
    this.#left -= 1;
    return (await this.#hand).addDocument(matter, file);
  }

  async #another(): Promise<ClioHand> {
    return new ClioHand({ ...this.stack, clioToken: await this.clio.anotherToken() });
  }
}
