import {
  LONGEST_MATTER_FOLDER,
  type FieldPart,
  type Reason,
  type Template,
  type TemplateComponent,
} from '@counterpart/contracts';
import { applyFilters } from './apply-filters.js';
import { legalName } from './legal-name.js';

/** What a template’s fields stand for. */
export interface Values {
  /** @returns null where Clio has no value */
  readonly valueOf: (part: FieldPart) => string | null;
  /** Written where there is no value. */
  readonly absentOf: (part: FieldPart) => string;
}

/** A text and how it came about. */
export interface Told<T> {
  readonly value: T;
  readonly why: readonly Reason[];
}

/**
 * A folder below another, made from a template: `2026-0001-Reyes`. Each component is made legal by itself, so that a
 * slash in a client’s name never makes a folder.
 */
export function renderFolder(rule: string, template: Template, values: Values): Told<string> {
  const { components } = template;
  const share = Math.floor((LONGEST_MATTER_FOLDER - (components.length - 1)) / components.length);
  const made = components.map((component) => renderName(rule, component, { values, maxUnits: share }));
  return { value: made.map(({ value }) => value).join('/'), why: made.flatMap(({ why }) => why) };
}

/** One legal name made from a component’s parts. */
export function renderName(
  rule: string,
  component: TemplateComponent,
  { values, maxUnits }: { readonly values: Values; readonly maxUnits: number },
): Told<string> {
  const why: Reason[] = [];
  const filled = component
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const gives = fill(part, values);
      why.push({ rule, on: part.source, gives });
      return gives;
    })
    .join('');
  const value = legalName(filled, maxUnits);
  if (value !== filled) why.push({ rule: 'name.legal', on: filled, gives: value });
  return { value, why };
}

function fill(part: FieldPart, values: Values): string {
  const text = applyFilters(values.valueOf(part)?.trim() ?? '', part.filters);
  return text === '' ? values.absentOf(part) : text;
}
