import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';
import { numbered } from '../tree/names.js';
import { routeError } from '../wire/api-error.js';

/** Done, or the tags of the route’s error. */
export type Outcome = { readonly entry: Entry } | { readonly refused: readonly string[] };

export const refused = (...tags: readonly string[]): Outcome => ({ refused: tags });

/** @throws ApiError 409 with the tags of the refusal */
export function entryOf(outcome: Outcome): Entry {
  if ('entry' in outcome) return outcome.entry;
  throw routeError(outcome.refused);
}

/** Where autorename puts a folder or file: the first number that is free. */
export function freePath(tree: NamespaceTree, path: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = numbered(path, number);
    if (tree.at(candidate) === undefined) return candidate;
  }
}

/** An entry and all below it. */
export function count(tree: NamespaceTree, entry: Entry): number {
  let found = 1;
  for (const below of tree.below(entry.path)) if (below.id !== '') found += 1;
  return found;
}
