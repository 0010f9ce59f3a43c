import { escapeHtml } from './escape.js';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #1f5fbf; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: .5rem; }
header p { margin: 0; opacity: .75; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem .4rem 0; vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
a { color: var(--accent); }
form.card { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; display: grid; gap: .75rem; max-width: 34rem; }
label { display: grid; gap: .2rem; } input, select, textarea, button { font: inherit; padding: .35rem .5rem; }
button { cursor: pointer; } form.inline { display: inline; } .muted { opacity: .7; }
.status { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; }
`;

/** A whole page: title and heading are plain text, the body is HTML that is already safe. */
export function layout(firm: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – ${escapeHtml(firm)}</title><style>${STYLE}</style></head>
<body>
<header><h1><a href="/">${escapeHtml(firm)}</a></h1><p>Emulated Clio Manage account. Nothing here is real.</p></header>
<main>${body}</main>
</body>
</html>`;
}

/** A table of cells that are already safe HTML; columns named in `numbers` are set right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly string[] = [],
): string {
  const align = (index: number): string => (numbers.includes(head[index] ?? '') ? ' class="number"' : '');
  const heading = head
    .map((name, index) => `<th scope="col"${align(index)}>${escapeHtml(name)}</th>`)
    .join('');
  const body = rows
    .map((cells) => `<tr>${cells.map((cell, index) => `<td${align(index)}>${cell}</td>`).join('')}</tr>`)
    .join('\n');
  return `<table><thead><tr>${heading}</tr></thead><tbody>${body}</tbody></table>`;
}

/** The options of a select; the first is `none` when given. */
export function options(entries: Iterable<{ id: number; name: string }>, none?: string): string {
  const first = none === undefined ? '' : `<option value="">${escapeHtml(none)}</option>`;
  return (
    first + [...entries].map(({ id, name }) => `<option value="${id}">${escapeHtml(name)}</option>`).join('')
  );
}

/** A size in bytes for people. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}
