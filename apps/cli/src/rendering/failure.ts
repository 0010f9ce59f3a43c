/** A failure as it is told: a code for scripts, a sentence for people. */
export interface ToldFailure {
  readonly code: string;
  readonly message: string;
}

/** The words of a command do not fit together, or are no ids. */
class WordsWrong extends Error {
  readonly code = 'WORDS_WRONG';
  override readonly name = 'WordsWrong';
}

/** An error of words that do not fit together. */
export const wrongWords = (message: string): Error => new WordsWrong(message);

/** What is told of an error. One without a code is a bug of ours: its own words are all there is. */
export function inWords(error: unknown): ToldFailure {
  if (!(error instanceof Error)) return { code: 'UNEXPECTED', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
  return { code, message: error.message };
}

/** 2: the words or settings are wrong, nothing was tried. 1: it was tried and does not hold. */
export const exitCodeOf = (error: unknown): number =>
  ['CONFIG_INVALID', 'SETTING_MISSING', 'WORDS_WRONG'].includes(inWords(error).code) ? 2 : 1;
