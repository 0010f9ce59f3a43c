import type { ArchiveSource } from '../archive-source.js';
import { OWN_FOLDER } from '../naming/path-register.js';
import type { ArchiveSubject, ManifestEntry } from './manifest.js';
import { fromSync, utf8Pieces } from './manifest-source.js';

export const INDEX_PATH = `${OWN_FOLDER}/index.html`;

/** What the page tells. */
export interface IndexContent {
  readonly subject: ArchiveSubject;
  readonly createdAt: string;
  readonly entries: readonly ManifestEntry[];
}

/** A page for people, readable without us and without a network: what lies in the archive, and how to check it. */
export function indexSource(content: IndexContent): ArchiveSource {
  let size = 0;
  for (const piece of utf8Pieces(page(content))) size += piece.length;
  return {
    path: INDEX_PATH,
    size,
    modified: new Date(content.createdAt),
    open: () => fromSync(utf8Pieces(page(content))),
  };
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ddd}' +
  'td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}code{font-size:.8em;overflow-wrap:anywhere;color:#555}' +
  'small{color:#555}';

function* page({ subject, createdAt, entries }: IndexContent): Generator<string, void> {
  const title = escapeHtml(`Matter ${subject.matter.number}`);
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  yield (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>\n<h1>${title}</h1>\n`
  );
  if (subject.matter.description !== null) yield `<p>${escapeHtml(subject.matter.description)}</p>\n`;
  yield (
    `<p>Closed-matter archive of ${escapeHtml(subject.firm)}, made ${time(createdAt)}: ` +
    `${entries.length} files, ${bytes.toLocaleString('en-US')} bytes.</p>\n` +
    '<p>Each file is listed with the SHA-256 of its bytes at the time of packing. To check one, compute its SHA-256 with ' +
    'any tool and compare. <a href="manifest.json">manifest.json</a> holds the same for programs, with the Clio document, ' +
    'its versions and the proof that it is on the audit log.</p>\n' +
    '<table><thead><tr><th>File</th><th>Bytes</th><th>Last changed (UTC)</th><th>Clio document</th></tr></thead><tbody>\n'
  );
  for (const entry of entries) yield row(entry);
  yield '</tbody></table>\n</body></html>\n';
}

function row(entry: ManifestEntry): string {
  const { path, sourcePath, size, modified, sha256, document } = entry;
  const link = `../${path.split('/').map(encodeURIComponent).join('/')}`;
  const was = sourcePath === null ? '' : `<br><small>in the matter: ${escapeHtml(sourcePath)}</small>`;
  const origin =
    document === null
      ? '—'
      : `${escapeHtml(document.id)}<br><small>version ${document.version.number} of ${document.versions.length}</small>`;
  return (
    `<tr><td><a href="${escapeHtml(link)}">${escapeHtml(path)}</a>${was}<br><code>${sha256}</code></td>` +
    `<td class="n">${size.toLocaleString('en-US')}</td><td class="n">${time(modified)}</td><td>${origin}</td></tr>\n`
  );
}

/** `2026-05-01 14:00:00` */
const time = (instant: string): string => instant.slice(0, 19).replace('T', ' ');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
