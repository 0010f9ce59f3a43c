import type { ToldNames } from '@counterpart/contracts';

/** An e-mail before it has an address. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A line of a letter: what it tells, and that. */
export type Fact = readonly [label: string, value: string];

/** A letter of one headline and facts below it, as text and as HTML. */
export function letterOf(headline: string, about: ToldNames, facts: readonly Fact[]): Letter {
  return {
    subject: subjectLine(headline, about),
    text: [`${headline}.`, '', ...facts.map(([label, value]) => `${label}: ${value}`), ''].join('\n'),
    html: asHtml(headline, facts),
  };
}

/** Names that can be told safely. */
export const onOneLine = ({ documentName, matterNumber, clientName }: ToldNames): ToldNames => ({
  documentName: oneLine(documentName),
  matterNumber: oneLine(matterNumber),
  clientName: oneLine(clientName),
});

/** A name that ends a line could start a header (RFC 5322 §2.2), or tell what to do in the letter’s own voice. */
export const oneLine = <Text extends string | null>(name: Text): Text =>
  (name?.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ') ?? null) as Text;

/** The matter in words; null where none is known. */
export function matterLabel(about: ToldNames): string | null {
  if (about.matterNumber === null) return null;
  return about.clientName === null ? about.matterNumber : `${about.matterNumber}, ${about.clientName}`;
}

/** A name with its id in Clio. */
export function named(name: string | null, id: string | null): string {
  if (name !== null) return id === null ? name : `${name} (Clio id ${id})`;
  return id === null ? 'not known' : `Clio id ${id}`;
}

/** Short enough to be shown whole. */
function subjectLine(headline: string, about: ToldNames): string {
  const matter = about.matterNumber === null ? '' : ` (matter ${about.matterNumber})`;
  const line = `Counterpart: ${headline}${matter}`;
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}

function asHtml(headline: string, facts: readonly Fact[]): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th align="left" valign="top" style="padding:4px 16px 4px 0">${escapeHtml(label)}</th>` +
      `<td style="padding:4px 0">${escapeHtml(value)}</td></tr>`,
  );
  return (
    '<!doctype html><html lang="en"><body style="font:15px/1.45 Georgia,serif;color:#1c1c1c;max-width:40em">' +
    `<h1 style="font-size:20px">${escapeHtml(headline)}</h1><table>${rows.join('')}</table></body></html>`
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
