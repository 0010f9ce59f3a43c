import { checkPolicy, Policy } from '@counterpart/contracts';
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type Document,
} from 'yaml';
import { DEEPEST, tooDeepAt } from './nesting.js';
import { unknownFields } from './unknown-fields.js';

/** Something in a policy file that is wrong. */
export interface FileFault {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Path of the field, e.g. `roots.default`; empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
}

/** A policy file that was read, or why it cannot be. */
export type ReadPolicy =
  | {
      readonly ok: true;
      readonly policy: Policy;
      /** Version that the file says it was made from; undefined where it says none. */
      readonly madeFrom: number | undefined;
    }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

type Path = readonly (string | number)[];

/** A file’s text as YAML understands it, and where each field stands in it. */
interface Parsed {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** A policy with a thousand categories is a fifth of this. */
const LONGEST_FILE = 262_144;

/** Reads a policy from YAML or JSON. What the file leaves out has its default. */
export function readPolicyFile(text: string): ReadPolicy {
  const unread = sizeFault(text) ?? depthFault(text);
  if (unread !== undefined) return refused([unread]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const parsed: Parsed = { document, lines };
  const odd = syntaxFault(text, parsed) ?? aliasFault(parsed) ?? keyFault(parsed);
  return odd === undefined ? understood(parsed) : refused([odd]);
}

/** Judges what a file says, once it is known to be a map of names. */
function understood(parsed: Parsed): ReadPolicy {
  const { document } = parsed;
  const content: unknown = document.toJS();
  const policy = Policy.safeParse(content);
  const faults = [
    ...unknownFields(Policy, content).map(({ path, known }) =>
      faultAt(parsed, path, {
        message: `there is no such field; there are ${known.join(', ')}`,
        of: 'key',
      }),
    ),
    ...(policy.error?.issues ?? []).map(({ path, message }) => formFault(parsed, path as Path, message)),
    ...(policy.success ? checkPolicy(policy.data) : []).map(({ path, message, column }) =>
      faultAt(parsed, path, { message, ...(column === undefined ? {} : { within: column }) }),
    ),
  ];
  if (faults.length > 0 || !policy.success) return refused(faults);
  const madeFrom = document.has('version') ? policy.data.version : undefined;
  return { ok: true, policy: policy.data, madeFrom };
}

/** Writes a policy as a file that reads back as the same. */
export const writePolicyFile = (policy: Policy): string => stringify(policy);

const refused = (faults: readonly FileFault[]): ReadPolicy => ({
  ok: false,
  faults: faults.toSorted((a, b) => a.line - b.line || a.column - b.column),
});

/** A template that begins with a brace is a map to YAML, unless it is quoted: the commonest slip there is. */
const QUOTES = 'put it into quotes: a brace begins a map in YAML';

const wholeFault = (message: string): FileFault => ({ line: 1, column: 1, field: '', message });

/** Aliases make one value of many, or millions of one: a policy needs none. */
function aliasFault({ document, lines }: Parsed): FileFault | undefined {
  let found: FileFault | undefined;
  visit(document, {
    Alias: (_, alias) => {
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      found = { line, column: col, field: '', message: 'aliases are not read; write the value out' };
      return visit.BREAK;
    },
  });
  return found;
}

/** Names are texts: `1` and `"1"` would be one, of which the last would win, and `__proto__` would be dropped. */
function keyFault({ document, lines }: Parsed): FileFault | undefined {
  let found: FileFault | undefined;
  visit(document, {
    Map: (_, map) => {
      const names = new Set<string>();
      for (const { key } of map.items) {
        const message = isScalar(key) ? faultOfKey(String(key.value), names) : 'a name is a text';
        if (message === undefined) continue;
        const { line, col } = lines.linePos(
          (isNode(key) ? key.range?.[0] : undefined) ?? map.range?.[0] ?? 0,
        );
        found = { line, column: col, field: '', message };
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}

function faultOfKey(name: string, earlier: Set<string>): string | undefined {
  if (name === '__proto__') return '__proto__ cannot be a name';
  if (earlier.has(name)) return `${name} stands twice: names must be unique`;
  earlier.add(name);
  return undefined;
}

/** Before anything is composed: that goes as deep as the text does. */
function depthFault(text: string): FileFault | undefined {
  const offset = tooDeepAt(text);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset).split('\n');
  const message = `nests deeper than ${DEEPEST} levels, which no policy does`;
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, field: '', message };
}

function sizeFault(text: string): FileFault | undefined {
  return text.length > LONGEST_FILE ? wholeFault(`has more than ${LONGEST_FILE} characters`) : undefined;
}

function syntaxFault(text: string, { document, lines }: Parsed): FileFault | undefined {
  // What YAML only warns of, such as a tag that nobody knows, changes what a value means.
  const [error] = [...document.errors, ...document.warnings];
  if (error === undefined) {
    return isMap(document.contents) ? undefined : wholeFault('a policy is a map of fields');
  }
  const { line, col } = lines.linePos(error.pos[0]);
  const isTemplate = /:\s*\{[A-Za-z]/.test(text.split('\n')[line - 1] ?? '');
  const message = isTemplate ? `${error.message}: ${QUOTES}` : error.message;
  return { line, column: col, field: '', message };
}

function formFault(parsed: Parsed, path: Path, message: string): FileFault {
  const node: unknown = parsed.document.getIn(path, true);
  const looksLikeTemplate = isMap(node) && node.flow === true;
  return faultAt(parsed, path, { message: looksLikeTemplate ? `${message} (${QUOTES})` : message });
}

/** Where in a field’s text a fault lies, or that it is the field’s name that is wrong. */
interface Spot {
  readonly message: string;
  /** Column within the value from 1. */
  readonly within?: number;
  readonly of?: 'key' | 'value';
}

/** Where a field stands; one that the file leaves out has the place of what it would stand in. */
function faultAt(parsed: Parsed, path: Path, { message, within = 1, of = 'value' }: Spot): FileFault {
  const offset = (of === 'key' ? keyOffset(parsed, path) : undefined) ?? offsetOf(parsed, path, within);
  const { line, col } = parsed.lines.linePos(offset);
  return { line, column: col, field: path.join('.'), message };
}

function offsetOf(parsed: Parsed, path: Path, within: number): number {
  const node: unknown = path.length === 0 ? parsed.document.contents : parsed.document.getIn(path, true);
  if (!isNode(node) || !node.range) return offsetOf(parsed, path.slice(0, -1), 1);
  const [start, end] = node.range;
  if (!isScalar(node) || within === 1) return keyOrStart(parsed, path, node.range[0]);
  const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
  // Escapes and folded lines make a text longer in the file than it is; the fault stays within the field.
  return Math.min(start + quote + within - 1, Math.max(start, end - 1));
}

/** A map that stands below its key begins where its first member does: the key says better what is meant. */
function keyOrStart(parsed: Parsed, path: Path, start: number): number {
  const node: unknown = path.length === 0 ? undefined : parsed.document.getIn(path, true);
  return isCollection(node) && node.flow !== true ? (keyOffset(parsed, path) ?? start) : start;
}

/** Where a map’s key begins; undefined where the map has no such key. */
function keyOffset({ document }: Parsed, path: Path): number | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const name = path.at(-1);
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === name);
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
