/**
 * Folds a name of Clio (a category, a practice area, an attorney) for comparison: people type such names into a policy,
 * and neither case nor a blank at the end nor the way an accent is encoded tells two of them apart.
 */
export const wordKey = (text: string): string =>
  text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();

export const sameWord = (one: string, other: string): boolean => wordKey(one) === wordKey(other);
