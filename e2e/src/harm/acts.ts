/** Something that is tried by a user of the database or of Kafka. */
export interface Act {
  /** In words: who does what. */
  readonly what: string;
  readonly must: 'be refused' | 'succeed';
  /** What its refusal says; another error refuses nothing, it only fails. */
  readonly refusal: RegExp;
  readonly run: () => Promise<void>;
}

/** What became of acts. */
export interface Verdict {
  readonly refused: number;
  readonly succeeded: number;
  /** Acts that ended otherwise than they must, with what they said. */
  readonly wrong: readonly string[];
}

/** Tries acts, a few at once. */
export async function tryAll(acts: readonly Act[], atOnce: number): Promise<Verdict> {
  const waiting = [...acts];
  const wrong: string[] = [];
  const count = { refused: 0, succeeded: 0 };
  const work = async (): Promise<void> => {
    for (let act = waiting.shift(); act !== undefined; act = waiting.shift()) {
      const outcome = await outcomeOf(act);
      if (outcome !== undefined) wrong.push(`${act.what}: ${outcome}`);
      else count[act.must === 'succeed' ? 'succeeded' : 'refused'] += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ...count, wrong };
}

/** @returns what is wrong with it; undefined where it ended as it must */
async function outcomeOf({ run, must, refusal }: Act): Promise<string | undefined> {
  try {
    await run();
    return must === 'succeed' ? undefined : 'it was not refused';
  } catch (error) {
    const said = wordsOf(error);
    if (must === 'succeed') return `it failed: ${said}`;
    return refusal.test(said) ? undefined : `it failed, but was not refused: ${said}`;
  }
}

/** An error with what caused it, and the codes of both. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? `${String(error.code)} ` : '';
  const parts = error instanceof AggregateError ? error.errors.map(wordsOf).join('; ') : '';
  const inner =
    'errors' in error && Array.isArray(error.errors) ? error.errors.map(wordsOf).join('; ') : parts;
  const cause = error.cause === undefined ? '' : ` ← ${wordsOf(error.cause)}`;
  return `${code}${error.message} ${inner}${cause}`;
}
