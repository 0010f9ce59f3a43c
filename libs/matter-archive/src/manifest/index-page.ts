import type { ArchiveSource } from '../archive-source.js';
import { OWN_FOLDER } from '../naming/path-register.js';
import type { ArchiveSubject, ManifestEntry } from './manifest.js';
import { GrowingText } from './growing-text.js';
import { textSource } from './text-source.js';

export const INDEX_PATH = `${OWN_FOLDER}/index.html`;

/**
 * A page for people, readable without us and without a network: what lies in the archive, and how to check it.
 * It grows file by file, as the manifest does.
 */
export class IndexPage {
  readonly #rows = new GrowingText();
  #files = 0;
  #bytes = 0;

  add(entry: ManifestEntry): void {
    this.#rows.add(row(entry));
    this.#files += 1;
    this.#bytes += entry.size;
  }

  /** How many files there are, and their bytes. */
  get totals(): { readonly files: number; readonly bytes: number } {
    return { files: this.#files, bytes: this.#bytes };
  }

  source(subject: ArchiveSubject, createdAt: string): ArchiveSource {
    const head = pageHead(subject, createdAt, this.totals);
    const rows = this.#rows;
    const page = textSource(INDEX_PATH, createdAt, function* pieces() {
      yield Buffer.from(head);
      yield* rows.pieces();
      yield Buffer.from(TAIL);
    });
    return page.source;
  }
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ddd}' +
  'td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}code{font-size:.8em;overflow-wrap:anywhere;color:#555}' +
  'small{color:#555}';

const TAIL = '</tbody></table>\n</body></html>\n';

function pageHead(
  { firm, matter, document }: ArchiveSubject,
  createdAt: string,
  { files, bytes }: { readonly files: number; readonly bytes: number },
): string {
  const title = escapeHtml(
    document === undefined ? `Matter ${matter.number}` : `${document.name}: prior versions`,
  );
  const kind =
    document === undefined
      ? 'Closed-matter archive'
      : `Prior versions of a document of matter ${matter.number}`;
  const about = matter.description === null ? '' : `<p>${escapeHtml(matter.description)}</p>\n`;
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>\n<h1>${title}</h1>\n${about}` +
    `<p>${escapeHtml(kind)} of ${escapeHtml(firm)}, made ${time(createdAt)}: ` +
    `${files} files, ${grouped(bytes)} bytes.</p>\n` +
    '<p>Each file is listed with the SHA-256 of its bytes at the time of packing. To check one, compute its SHA-256 with ' +
    'any tool and compare. <a href="manifest.json">manifest.json</a> holds the same for programs, with the Clio document, ' +
    'its versions and the proof that it is on the audit log.</p>\n' +
    '<table><thead><tr><th>File</th><th>Bytes</th><th>Last changed (UTC)</th><th>Clio document</th></tr></thead><tbody>\n'
  );
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
    `<td class="n">${grouped(size)}</td><td class="n">${time(modified)}</td><td>${origin}</td></tr>\n`
  );
}

/** `1,234,567`; a hundred thousand times, toLocaleString would take seconds. */
const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/gu, ',');

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
