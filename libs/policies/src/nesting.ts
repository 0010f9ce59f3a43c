import { Parser, type CST } from 'yaml';

/** A policy nests five deep; what nests far deeper is no policy, and would end the process that composes it. */
export const DEEPEST = 40;

type Token = CST.Token;

/** Where a text nests deeper than any policy does: an offset; undefined where it does not. Reads it without recursion. */
export function tooDeepAt(text: string): number | undefined {
  const open: [Token, number][] = [...new Parser().parse(text)].map((token) => [token, 0]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) return token.offset;
    for (const below of within(token)) open.push([below, depth + 1]);
  }
  return undefined;
}

/** The tokens that a token is made of, those of its keys too. */
function within(token: Token): readonly Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) =>
    [item.key, item.value].filter((below): below is Token => below !== undefined && below !== null),
  );
}
