import { FAILURES, workReference, type EventData, type FirmId, type ToldNames } from '@counterpart/contracts';

/** What the notice names. */
export interface NoticeSubject extends ToldNames {
  readonly firm: FirmId;
}

/** An e-mail before it has an address. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Tells in words that a document was not mirrored after the last try: what, where, why and what to do. */
export function deadLetterNotice(failure: EventData<'WorkDeadLettered'>, subject: NoticeSubject): Letter {
  const about: ToldNames = {
    documentName: onOneLine(subject.documentName),
    matterNumber: onOneLine(subject.matterNumber),
    clientName: onOneLine(subject.clientName),
  };
  const { meaning, remedy } = FAILURES[failure.code];
  const reference = workReference({ consumer: failure.consumer, ...failure.source });
  const what =
    about.documentName ?? (failure.eventType === null ? 'A record' : `A ${failure.eventType} record`);
  const headline =
    about.documentName === null
      ? `${what} could not be processed`
      : `“${about.documentName}” could not be mirrored to Dropbox`;
  const facts: readonly (readonly [string, string])[] = [
    ['Document', named(about.documentName, failure.document)],
    ['Matter', named(matterLabel(about), failure.matter)],
    ['What happened', meaning],
    ['Tries', `${failure.tries} (first ${failure.firstFailedAt}, last ${failure.lastFailedAt})`],
    ['What Counterpart did', 'It stopped trying and kept everything as it was. Nothing was removed.'],
    ['What to do', remedy],
    ['Then try again with', `counterpart parked retry --firm ${subject.firm} ${reference}`],
    ['Reason code', failure.code],
    ['Reference', reference],
  ];
  return {
    subject: subjectLine(headline, about),
    text: asText(headline, facts),
    html: asHtml(headline, facts),
  };
}

function matterLabel(about: ToldNames): string | null {
  if (about.matterNumber === null) return null;
  return about.clientName === null ? about.matterNumber : `${about.matterNumber}, ${about.clientName}`;
}

function named(name: string | null, id: string | null): string {
  if (name !== null) return id === null ? name : `${name} (Clio id ${id})`;
  return id === null ? 'not known' : `Clio id ${id}`;
}

/** A name that ends a line could start a header (RFC 5322 §2.2), or tell what to do in the letter’s own voice. */
function onOneLine(name: string | null): string | null {
  return name?.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ') ?? null;
}

/** Short enough to be shown whole. */
function subjectLine(headline: string, about: ToldNames): string {
  const matter = about.matterNumber === null ? '' : ` (matter ${about.matterNumber})`;
  const line = `Counterpart: ${headline}${matter}`;
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}

function asText(headline: string, facts: readonly (readonly [string, string])[]): string {
  return [`${headline}.`, '', ...facts.map(([label, value]) => `${label}: ${value}`), ''].join('\n');
}

function asHtml(headline: string, facts: readonly (readonly [string, string])[]): string {
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
