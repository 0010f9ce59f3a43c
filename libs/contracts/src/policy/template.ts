import { FILTERS, type FieldMeaning, type FilterMeaning, type FilterName } from './template-vocabulary.js';

/** A filter of a field with its argument: `|first:3`. */
export interface AppliedFilter {
  readonly name: FilterName;
  readonly argument: string | null;
}

/** `{MatterNumber|upper}`, or `{Custom:Court|default:None}` for a custom field of the matter. */
export interface FieldPart {
  readonly kind: 'field';
  /** Name of the field, or `Custom`. */
  readonly field: string;
  /** Name of the custom field; null for fields that Clio has itself. */
  readonly custom: string | null;
  readonly filters: readonly AppliedFilter[];
  /** The part as it was written, with its braces. */
  readonly source: string;
}

/** Words that are written as they stand. */
interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

/** A path component’s parts in their order. A value never begins a component: only a slash of the template does. */
export type TemplateComponent = readonly (FieldPart | TextPart)[];

/** A template that was understood: its components from the top down. */
export interface Template {
  /** It began with a slash. */
  readonly absolute: boolean;
  readonly components: readonly TemplateComponent[];
}

/** What is wrong with a template. */
interface TemplateFault {
  /** Place in the text from 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
}

/** The fields a template may use, by name. */
export type Vocabulary = Readonly<Record<string, FieldMeaning>>;

export type ParsedTemplate =
  { readonly ok: true; readonly template: Template } | { readonly ok: false; readonly fault: TemplateFault };

/** Carries a fault out of the parser; it never leaves this file. */
class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly column: number,
    message: string,
  ) {
    super(message);
  }
}

/** A field in braces, a doubled brace, a slash, or words up to the next of these. */
const TOKEN = /\{\{|\}\}|\{[^{}]*\}|\/|[^{}/]+/uy;
/** Characters that no part of a path may hold on Windows, macOS and Dropbox alike. */
const FORBIDDEN = /[\\:*?"<>|\p{Cc}]/u;

/**
 * Parses a template: words, `{Field}`, `{Field|filter:argument|filter}`, `{Custom:Name of a custom field}`;
 * `/` begins a folder, `{{` and `}}` stand for braces.
 */
export function parseTemplate(text: string, fields: Vocabulary): ParsedTemplate {
  try {
    return { ok: true, template: read(text, fields) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, fault: { column: error.column, message: error.message } };
  }
}

function read(text: string, fields: Vocabulary): Template {
  if (text.trim() === '') throw new Refused(1, 'is empty');
  const absolute = text.startsWith('/');
  const components: (FieldPart | TextPart)[][] = [[]];
  for (let at = absolute ? 1 : 0; at < text.length;) {
    const token = tokenAt(text, at);
    if (token === '/') {
      requireContent(components, at);
      components.push([]);
    } else {
      components.at(-1)?.push(partOf(token, at, fields));
    }
    at += token.length;
  }
  requireContent(components, text.length);
  return { absolute, components };
}

function requireContent(components: readonly (readonly unknown[])[], at: number): void {
  if (components.at(-1)?.length === 0) throw new Refused(at + 1, 'names a folder without a name');
}

function tokenAt(text: string, at: number): string {
  TOKEN.lastIndex = at;
  const token = TOKEN.exec(text)?.[0];
  if (token !== undefined) return token;
  const message =
    text[at] === '{'
      ? 'opens a brace that is never closed'
      : 'closes a brace that was never opened; write }} for the character itself';
  throw new Refused(at + 1, message);
}

function partOf(token: string, at: number, fields: Vocabulary): FieldPart | TextPart {
  if (token === '{{' || token === '}}') return { kind: 'text', text: token.slice(1) };
  if (token.startsWith('{')) return fieldOf(token, at, fields);
  const forbidden = FORBIDDEN.exec(token);
  if (forbidden !== null) {
    throw new Refused(at + forbidden.index + 1, `${JSON.stringify(forbidden[0])} cannot stand in a name`);
  }
  return { kind: 'text', text: token };
}

function fieldOf(token: string, at: number, fields: Vocabulary): FieldPart {
  const [head = '', ...filters] = token.slice(1, -1).split('|');
  let column = at + 2;
  const { field, custom, gives } = nameOf(head, column, fields);
  const applied: AppliedFilter[] = [];
  column += head.length + 1;
  for (const filter of filters) {
    applied.push(filterOf(filter, column, applied.length === 0 ? gives : 'text'));
    column += filter.length + 1;
  }
  return { kind: 'field', field, custom, filters: applied, source: token };
}

function nameOf(
  head: string,
  column: number,
  fields: Vocabulary,
): { field: string; custom: string | null; gives: 'text' | 'date' } {
  const [field = '', ...rest] = head.split(':');
  if (field === 'Custom') {
    const custom = rest.join(':').trim();
    if (custom === '') throw new Refused(column, 'Custom needs the name of a custom field: {Custom:Court}');
    // A custom field may be a date; the filter decides when it sees the value.
    return { field, custom, gives: 'date' };
  }
  const known = Object.hasOwn(fields, head) ? fields[head] : undefined;
  if (known !== undefined) return { field: head, custom: null, gives: known.gives };
  throw new Refused(column, unknownField(head, fields));
}

function unknownField(name: string, fields: Vocabulary): string {
  const meant = Object.keys(fields).find((field) => field.toLowerCase() === name.trim().toLowerCase());
  if (meant !== undefined) return `there is no field {${name}}; it is written {${meant}}`;
  const known = [...Object.keys(fields), 'Custom:…'].map((field) => `{${field}}`).join(' ');
  return `there is no field {${name}}; there are ${known}`;
}

function filterOf(text: string, column: number, gives: 'text' | 'date'): AppliedFilter {
  const [name = '', ...rest] = text.split(':');
  const argument = rest.length === 0 ? null : rest.join(':');
  if (!isFilter(name)) {
    const named = name === '' ? 'without a name' : name;
    throw new Refused(column, `there is no filter ${named}; there are ${Object.keys(FILTERS).join(', ')}`);
  }
  if (FILTERS[name].fits === 'date' && gives !== 'date') throw new Refused(column, `${name} fits dates only`);
  requireArgument(name, argument, column);
  return { name, argument };
}

function requireArgument(name: FilterName, argument: string | null, column: number): void {
  const meaning: FilterMeaning = FILTERS[name];
  if (argument === null) {
    if (meaning.argument !== 'required') return;
    throw new Refused(column, `${name} needs an argument: ${name}:…`);
  }
  if (meaning.argument === 'none') throw new Refused(column, `${name} takes no argument`);
  const fault = meaning.fault?.(argument);
  if (fault !== undefined) throw new Refused(column + name.length + 1, `${name} ${fault}`);
}

const isFilter = (name: string): name is FilterName => Object.hasOwn(FILTERS, name);
