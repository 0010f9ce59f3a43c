import { wrongWords } from './failure.js';

/** The words that say how a time stamp is come by. */
export interface WayOptions {
  readonly url?: string;
  readonly query?: string;
  readonly answer?: string;
}

/** How a time stamp is come by. */
export type Way =
  | { readonly kind: 'ask'; readonly url: string }
  | { readonly kind: 'query'; readonly file: string }
  | { readonly kind: 'answer'; readonly file: string };

/** Exactly one way. @throws WordsWrong */
export function wayOf({ url, query, answer }: WayOptions): Way {
  const ways: Way[] = [];
  if (url !== undefined) ways.push({ kind: 'ask', url });
  if (query !== undefined) ways.push({ kind: 'query', file: query });
  if (answer !== undefined) ways.push({ kind: 'answer', file: answer });
  const [way] = ways;
  if (way !== undefined && ways.length === 1) return way;
  throw wrongWords('name one of --url, --query and --answer');
}
