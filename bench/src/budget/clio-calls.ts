import { z } from 'zod';

const Calls = z.object({
  calls: z.array(
    z.object({
      time: z.string(),
      origin: z.enum(['api', 'downloads']),
      method: z.string(),
      route: z.string().nullable(),
      status: z.number().nullable(),
      tokenId: z.number().nullable(),
    }),
  ),
});
type Call = z.infer<typeof Calls>['calls'][number];
const Summary = z.object({ calls: z.number() });
const Issued = z.object({ token: z.string() });

/** What a token’s calls came to. */
export interface TokenCalls {
  /** Calls that Clio counts; bytes come from elsewhere and are not counted. */
  readonly calls: number;
  /** Calls that Clio refused for their rate (429). */
  readonly refused: number;
  /** Share of the budget that was used in the minutes in which work waited for it; null where there was no whole one. */
  readonly budgetUsed: number | null;
  readonly byRoute: Readonly<Record<string, number>>;
}

/** The emulated Clio, seen from behind. */
export class ClioCalls {
  constructor(private readonly url: string) {}

  /** Where the log stands. */
  async mark(): Promise<number> {
    return Summary.parse(await this.#get('calls/summary')).calls;
  }

  /** Calls of a token since a mark. */
  async since(mark: number, tokenId: number, limit: number): Promise<TokenCalls> {
    const isCounted = ({ origin, tokenId: whose }: Call): boolean => origin === 'api' && whose === tokenId;
    const counted = (await this.#calls(mark)).filter(isCounted);
    const before = (await this.#calls(0)).filter(isCounted).slice(0, -counted.length || undefined);
    const byRoute: Record<string, number> = {};
    for (const { method, route, status } of counted) {
      const name = `${method} ${route ?? '(refused)'} ${status ?? 'cut'}`;
      byRoute[name] = (byRoute[name] ?? 0) + 1;
    }
    const budgetUsed = shareUsed(before.map(at), counted.map(at), limit);
    return {
      budgetUsed,
      calls: counted.length,
      refused: counted.filter(({ status }) => status === 429).length,
      byRoute,
    };
  }

  /** A token of somebody else, with a budget of its own. */
  async anotherToken(): Promise<string> {
    const response = await fetch(`${this.url}/_emulator/tokens`, {
      method: 'POST',
      body: JSON.stringify({ action: 'issue' }),
    });
    return Issued.parse(await response.json()).token;
  }

  async #calls(after: number): Promise<readonly Call[]> {
    return Calls.parse(await this.#get(`calls?after=${after}`)).calls;
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}/_emulator/${path}`);
    return response.json();
  }
}

const at = ({ time }: Call): number => Date.parse(time);

/**
 * Windows begin with their first call, as Clio’s do. One that began before what is measured, and the last one, in which work ran
 * out, say nothing of the share.
 */
function shareUsed(before: readonly number[], times: readonly number[], limit: number): number | null {
  const [first = 0] = times;
  const windows: { readonly from: number; calls: number }[] = [];
  for (const time of [...before, ...times].toSorted((one, other) => one - other)) {
    const last = windows.at(-1);
    if (last !== undefined && time < last.from + 60_000) last.calls += 1;
    else windows.push({ from: time, calls: 1 });
  }
  const whole = windows.slice(0, -1).filter(({ from }) => from >= first);
  if (whole.length === 0) return null;
  const calls = whole.reduce((sum, window) => sum + window.calls, 0);
  return Math.round((calls / (limit * whole.length)) * 1000) / 1000;
}
