/** A sentence of a letter. */
export interface Paragraph {
  /** `call`: what the reader is to do. `command`: to be copied into a terminal. */
  readonly look: 'plain' | 'call' | 'command';
  readonly label: string;
  readonly value: string;
}

/** What a letter’s page holds: text, no markup. */
export interface PageParts {
  readonly language: string;
  readonly kicker: string;
  readonly headline: string;
  readonly paragraphs: readonly Paragraph[];
  readonly details: readonly { readonly label: string; readonly value: string }[];
  readonly footer: string;
}

/*
 * Mail readers know little CSS: tables hold the page, every style stands at its element, and a long name breaks anywhere
 * instead of widening a phone’s screen. Nothing is fetched from anywhere.
 */
const SANS = `font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;
const BREAK = 'overflow-wrap:anywhere;word-break:break-word';
const LABEL = 'font-size:12px;line-height:18px;color:#5f6368;font-weight:600';

/** A letter as an HTML page. */
export function page(parts: PageParts): string {
  const { language, kicker, headline, paragraphs, details, footer } = parts;
  return [
    `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(headline)}</title></head>`,
    `<body style="margin:0;padding:0;background:#f1f3f4;${SANS};color:#202124">`,
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f1f3f4">',
    '<tr><td align="center" style="padding:16px 8px">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" ' +
      'style="max-width:600px;background:#ffffff;border:1px solid #dadce0;border-radius:8px;text-align:left;table-layout:fixed">',
    cell(`${LABEL};padding:20px 20px 0`, escapeHtml(kicker)),
    cell(
      'padding:6px 20px 4px',
      `<h1 style="margin:0;font-size:20px;line-height:27px;${BREAK}">${escapeHtml(headline)}</h1>`,
    ),
    ...withoutRepeats(paragraphs).map(paragraph),
    ...detailTable(details),
    cell(
      'padding:14px 20px 18px;border-top:1px solid #e8eaed;font-size:12px;line-height:18px;color:#5f6368',
      escapeHtml(footer),
    ),
    '</table></td></tr></table></body></html>',
  ].join('');
}

/** What has the label of the one before it bears none. */
const withoutRepeats = <One extends { readonly label: string }>(all: readonly One[]): readonly One[] =>
  all.map((one, index) => (one.label === all[index - 1]?.label ? { ...one, label: '' } : one));

const cell = (style: string, content: string): string =>
  `<tr><td style="${style};${BREAK}">${content}</td></tr>`;

function paragraph({ look, label, value }: Paragraph): string {
  const title = label === '' ? '' : `<div style="${LABEL}">${escapeHtml(label)}</div>`;
  const text = escapeHtml(value);
  switch (look) {
    case 'plain':
      return cell('padding:8px 20px;font-size:15px;line-height:22px', `${title}${text}`);
    case 'call':
      return cell(
        'padding:8px 20px;font-size:15px;line-height:22px',
        `<div style="background:#e8f0fe;border-left:4px solid #1d4f91;padding:10px 14px">${title}${text}</div>`,
      );
    case 'command':
      return cell(
        'padding:4px 20px 8px',
        `${title}<code style="display:block;background:#f1f3f4;padding:8px 10px;font:13px/19px Menlo,Consolas,monospace;${BREAK}">${text}</code>`,
      );
  }
}

function detailTable(details: PageParts['details']): readonly string[] {
  if (details.length === 0) return [];
  const rows = withoutRepeats(details).map(
    ({ label, value }) =>
      `<tr><td valign="top" width="34%" style="${LABEL};padding:5px 12px 5px 0;border-top:1px solid #e8eaed">${escapeHtml(label)}</td>` +
      `<td valign="top" style="padding:5px 0;border-top:1px solid #e8eaed;font-size:14px;line-height:20px;${BREAK}">${escapeHtml(value)}</td></tr>`,
  );
  const table =
    '<table width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed">' +
    `${rows.join('')}</table>`;
  return [cell('padding:10px 20px 16px', table)];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
