/** Markup that is safe to put into a page. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Markup[];

const isList = (part: Part): part is readonly Markup[] => Array.isArray(part);

/** Markup with values put in; texts are escaped, so that a document’s name is never markup. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = parts.map((part) => {
    if (part instanceof Markup) return part.text;
    if (isList(part)) return part.map((one) => one.text).join('');
    return part === null ? '' : escaped(String(part));
  });
  return new Markup(String.raw({ raw: strings }, ...texts));
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A table; its head is printed on every page. */
export const table = (head: readonly string[], rows: readonly (readonly Part[])[]): Markup => markup`<table>
<thead><tr>${head.map((title) => markup`<th>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;

/** A list of names and values. */
export const facts = (pairs: readonly (readonly [name: string, value: Part])[]): Markup => markup`<dl>
${pairs.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;

/** A path, which may be long and may break anywhere. */
export const place = (value: string | null): Markup => markup`<span class="path">${value}</span>`;

/** A value that is compared character by character. */
export const code = (value: string | null): Markup => markup`<code>${value}</code>`;

/** A page that fetches nothing and runs nothing, made for paper as much as for the screen. */
export const page = (title: string, body: Markup): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;

const STYLE = `
* { box-sizing: border-box; }
body { font: 11pt/1.45 Georgia, 'Times New Roman', serif; color: #111; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 18pt; margin: 0 0 .2rem; } h2 { font-size: 13pt; margin: 1.6rem 0 .4rem; break-after: avoid; }
h3 { font-size: 11pt; margin: 1rem 0 .3rem; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dt { font-weight: bold; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; font: 8pt/1.35 'DejaVu Sans', Arial, sans-serif; margin: .4rem 0; }
th, td { border: 1px solid #999; padding: .15rem .3rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { background: #eee; } thead { display: table-header-group; } tr { break-inside: avoid; }
code, pre { font: 8pt/1.35 'DejaVu Sans Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
table code { font-size: 7pt; } .path { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; border: 1px solid #999; padding: .4rem; break-inside: avoid; }
.form { border: 1px solid #111; padding: .2rem 1rem .6rem; break-inside: avoid; }
.blank { display: inline-block; border-bottom: 1px solid #111; min-width: 16rem; height: 1.1em; }
.note { font-size: 9pt; color: #444; }
@page { size: letter; margin: 18mm 16mm; }
@media print { body { margin: 0; max-width: none; padding: 0 1px; } }
`;
