import {
  wordKey,
  type DocumentSnapshot,
  type MatterSnapshot,
  type Policy,
  type Reason,
} from '@counterpart/contracts';
import { customValue, matterType } from './matter-values.js';
import { fileName } from './names.js';

/**
 * Why a document is privileged; null where it is not. A matter of unknown type is taken for one that the rule covers:
 * what may be privileged must not lie open because somebody left a field empty.
 */
export function privilegedBy(
  policy: Policy,
  matter: MatterSnapshot,
  document: DocumentSnapshot,
): Reason | null {
  const mark = markOf(policy, matter, document);
  return mark !== null && isCovered(policy, matter) ? mark : null;
}

/**
 * The custom field by which something of a matter may be privileged, and which was not read from Clio yet: the policy
 * names it for the first time. Null where there is none. What is new waits until it was read.
 */
export function unreadMark(policy: Policy, matter: MatterSnapshot): Reason | null {
  const read = new Set((matter.customFields ?? []).map(({ name }) => wordKey(name)));
  const field = Object.keys(policy.privileged.customFields).find((name) => !read.has(wordKey(name)));
  if (field === undefined || !isCovered(policy, matter)) return null;
  return {
    rule: `privileged.customFields.${field}`,
    on: null,
    gives: 'privileged, until the field was read',
  };
}

function isCovered(policy: Policy, matter: MatterSnapshot): boolean {
  const covered = policy.privileged.matterTypes;
  if (covered.length === 0) return true;
  const type = matterType(policy, matter);
  const area = matter.practiceArea?.name ?? null;
  return type === null || includesWord(covered, type) || (area !== null && includesWord(covered, area));
}

function markOf(policy: Policy, matter: MatterSnapshot, document: DocumentSnapshot): Reason | null {
  const { categories, customFields, names } = policy.privileged;
  const category = document.category?.name ?? null;
  if (category !== null && includesWord(categories, category)) {
    return { rule: 'privileged.categories', on: category, gives: 'privileged' };
  }
  for (const [field, marks] of Object.entries(customFields)) {
    const value = customValue(matter, field);
    if (value !== null && includesWord(marks, value)) {
      return { rule: `privileged.customFields.${field}`, on: value, gives: 'privileged' };
    }
  }
  // Clio may show a name without the extension that the file has: a pattern may mean either.
  const shown = [markKey(document.name), markKey(fileName(document))];
  const pattern = names.find((name) => shown.some((one) => matches(markKey(name), one)));
  return pattern === undefined
    ? null
    : { rule: 'privileged.names', on: document.name, gives: `privileged, by ${pattern}` };
}

const includesWord = (words: readonly string[], word: string): boolean => {
  const key = markKey(word);
  return words.some((known) => markKey(known) === key);
};

/**
 * Folds what may be a mark more widely than other names: a hyphen of another kind, an apostrophe or a character that
 * nobody sees must not open what the firm marked.
 */
const markKey = (text: string): string =>
  wordKey(
    text
      .replaceAll(/\p{Cf}/gu, '')
      .replaceAll(/\p{Pd}/gu, '-')
      .replaceAll(/[‘’ʼ]/gu, "'"),
  )
    .replaceAll('i\u0307', 'i')
    .replaceAll('ı', 'i');

/**
 * Matches `*` and `?` against a whole text in at most length × length steps: a pattern from a policy must never hold up
 * the router, as a regular expression made of it could.
 */
export function matches(pattern: string, text: string): boolean {
  const [wild, letters] = [Array.from(pattern), Array.from(text)];
  let at = 0;
  let star = -1;
  let resume = 0;
  let place = 0;
  while (at < letters.length) {
    if (wild[place] === '*') {
      star = place;
      resume = at;
      place += 1;
    } else if (place < wild.length && (wild[place] === '?' || wild[place] === letters[at])) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      place = star + 1;
    } else {
      return false;
    }
  }
  return wild.slice(place).every((letter) => letter === '*');
}
