import { TokenUnavailable, type LastingRefusal, type VendorCall } from '@counterpart/access-tokens';
import type { AccessBars, Bar } from './postgres/access-bars.js';
import type { Connection } from './postgres/ground.js';

/** How long a token that was renewed in vain is not renewed again, in milliseconds; the calls that ask go on meanwhile. */
const VAIN_MS = 30 * 60_000;

/**
 * Where calls wait through whose parts the vendor lets no work. One call at a time, over all programs, asks whether it is over;
 * where that is let through, all are. Calls that were on their way when it was refused lift nothing. What only some work needs is
 * asked for by each call that needs it.
 */
export class AccessGate {
  #bar: Bar | null = null;
  /** Counts what this program itself told: a look that began before it knows less. */
  #told = 0;
  readonly #probes = new WeakSet<VendorCall>();

  constructor(
    private readonly bars: AccessBars,
    private readonly connection: Connection,
    private readonly now: () => Date,
  ) {}

  /** Begins a look at what is refused. @returns to be told what was read */
  look(): (bar: Bar | null) => void {
    const began = this.#told;
    return (bar) => {
      if (this.#told === began) this.#bar = bar;
    };
  }

  /** @throws TokenUnavailable where the call has to wait */
  async admit(call: VendorCall): Promise<void> {
    if (this.#probes.has(call) || !this.#holds(call)) return;
    if (await this.#isProbe(call)) return;
    const { firm, vendor } = this.connection;
    throw new TokenUnavailable('refused', `${vendor} refuses what ${firm} asks for; it is asked again soon`);
  }

  async accepted(call: VendorCall): Promise<void> {
    const bar = this.#bar;
    if (bar === null || !call.parts.includes(bar.part)) return;
    if (bar.whole && !this.#probes.has(call)) return;
    this.#tell(await this.bars.lift(this.connection, bar.part));
  }

  /** @param serial of the grant whose token is refused */
  async refuse(serial: number, refusal: LastingRefusal): Promise<void> {
    // What is refused beside it is found when this is over.
    if (this.#bar !== null && (this.#bar.whole || !refusal.whole)) return;
    this.#tell(await this.bars.refuse(this.connection, serial, refusal));
  }

  /** Whether renewing helps nothing: what is refused is all of it, and the token was renewed not long ago. */
  isVain(renewedAt: Date): boolean {
    return this.#bar?.whole === true && this.now().getTime() - renewedAt.getTime() < VAIN_MS;
  }

  #tell(bar: Bar | null): void {
    this.#told += 1;
    this.#bar = bar;
  }

  #holds({ parts }: VendorCall): boolean {
    return this.#bar?.whole === true && parts.includes(this.#bar.part);
  }

  async #isProbe(call: VendorCall): Promise<boolean> {
    if (this.#bar !== null && !this.bars.isDue(this.#bar)) return false;
    const { isMine, bar } = await this.bars.probe(this.connection);
    this.#tell(bar);
    if (!isMine) return !this.#holds(call);
    this.#probes.add(call);
    return true;
  }
}
