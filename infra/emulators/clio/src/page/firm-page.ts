import type { Office } from '../handlers/route.js';
import { STATUS_AS_READ } from '../shapes/matter-shapes.js';
import type { ClioDocument, Matter } from '../state/records.js';
import { toTimestamp } from '../timestamps.js';
import { escapeHtml } from './escape.js';
import { layout, options, sizeText, table } from './layout.js';

/** The front page: the firm, its matters, and a form to open one. */
export function firmPage({ book, webhooks }: Office): string {
  const counts = new Map<number | null, number>();
  for (const document of book.documents.all()) {
    if (document.deletedAt === null) counts.set(document.matterId, (counts.get(document.matterId) ?? 0) + 1);
  }
  const rows = [...book.matters.all()].map((matter) => [
    `<a href="/firm/matters/${matter.id}">${escapeHtml(matter.displayNumber)}</a>`,
    escapeHtml(book.contacts.get(matter.clientId)?.name ?? ''),
    escapeHtml(matter.description),
    statusBadge(matter),
    String(counts.get(matter.id) ?? 0),
  ]);
  const { queued, delivered } = webhooks.deliveries.counts();
  const matters =
    rows.length === 0
      ? '<p>No matters yet.</p>'
      : table(['Matter', 'Client', 'Description', 'Status', 'Documents'], rows, ['Documents']);
  const body = `<p class="muted">${book.documents.size} documents in ${book.matters.size} matters.
${book.webhooks.size} webhooks, ${delivered} deliveries made, ${queued} waiting.</p>
<h2>Matters</h2>${matters}
<h2>Open a matter</h2>
<form class="card" method="post" action="/firm/matters">
<label>Client <input name="client" required maxlength="200"></label>
<label>Description <input name="description" required maxlength="400"></label>
<button>Open matter</button></form>`;
  return layout(book.account.name, 'Matters', body);
}

function statusBadge(matter: Matter): string {
  return `<span class="status">${STATUS_AS_READ[matter.status]}</span>`;
}

/** One matter: its status, its documents, and forms to add to them. */
export function matterPage(office: Office, matter: Matter): string {
  const { book } = office;
  const documents = [...book.documents.all()].filter(
    (one) => one.matterId === matter.id && one.deletedAt === null,
  );
  const rows = documents.map((document) => documentRow(office, document));
  const list =
    rows.length === 0
      ? '<p>No documents yet.</p>'
      : table(['Document', 'Category', 'Versions', 'Size', 'Received', ''], rows, ['Versions', 'Size']);
  const body = `<h2>${escapeHtml(matter.displayNumber)} ${statusBadge(matter)}</h2>
<p>${escapeHtml(matter.description)}<br><span class="muted">Client: ${escapeHtml(book.contacts.get(matter.clientId)?.name ?? '')}</span></p>
${statusForm(matter)}
<h2>Documents</h2>${list}
<h2>Add a document</h2>${documentForm(office, matter)}`;
  return layout(book.account.name, matter.displayNumber, body);
}

function statusForm(matter: Matter): string {
  const next = matter.status === 'closed' ? 'open' : 'closed';
  const label = next === 'open' ? 'Re-open this matter' : 'Close this matter';
  return `<form class="inline" method="post" action="/firm/matters/${matter.id}/status">
<button name="status" value="${next}">${label}</button></form>`;
}

function documentRow({ book }: Office, document: ClioDocument): string[] {
  const version = book.latestVersion(document);
  return [
    `<a href="/firm/documents/${document.id}">${escapeHtml(document.name)}</a>`,
    escapeHtml(book.categories.get(document.categoryId)?.name ?? '–'),
    String(document.versionIds.length),
    version !== undefined && book.isWhole(version) ? sizeText(version.size) : 'uploading',
    escapeHtml(toTimestamp(document.receivedAt)),
    escapeHtml(book.users.get(document.creatorId)?.name ?? ''),
  ];
}

function contentFields({ book }: Office): string {
  return `<label>File <input type="file" name="file"></label>
<label>… or text typed here <textarea name="text" rows="4"></textarea></label>
<label>By <select name="creator">${options(book.users.all())}</select></label>`;
}

function documentForm(office: Office, matter: Matter): string {
  const { book } = office;
  return `<form class="card" method="post" enctype="multipart/form-data" action="/firm/matters/${matter.id}/documents">
<label>Name <input name="name" maxlength="255" placeholder="the file's own name"></label>
<label>Category <select name="category">${options(book.categories.all(), 'none')}</select></label>
${contentFields(office)}
<button>Add document</button></form>`;
}

/** One document: its versions and a form for the next. */
export function documentPage(office: Office, document: ClioDocument): string {
  const { book } = office;
  const rows = book
    .versionsOf(document)
    .toReversed()
    .map((version) => [
      String(version.number),
      escapeHtml(version.filename),
      book.isWhole(version) ? sizeText(version.size) : 'uploading',
      escapeHtml(toTimestamp(version.receivedAt)),
      `<code>${escapeHtml((version.sha256 ?? '').slice(0, 16))}</code>`,
    ]);
  const matter = book.matters.get(document.matterId);
  const back =
    matter === undefined
      ? ''
      : `<a href="/firm/matters/${matter.id}">${escapeHtml(matter.displayNumber)}</a>`;
  const body = `<p>${back}</p><h2>${escapeHtml(document.name)}</h2>
${table(['Version', 'File', 'Size', 'Received', 'SHA-256'], rows, ['Version', 'Size'])}
<h2>Add a version</h2>
<form class="card" method="post" enctype="multipart/form-data" action="/firm/documents/${document.id}/versions">
${contentFields(office)}
<button>Add version</button></form>`;
  return layout(book.account.name, document.name, body);
}
