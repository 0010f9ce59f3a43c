import { notFound } from '../api-error.js';
import type { Office } from '../handlers/route.js';
import type { Reply } from '../http/reply.js';
import type { FirmBook } from '../state/firm-book.js';
import type { TokenBook } from '../state/token-book.js';
import { uploadName } from '../storage/upload-targets.js';
import type { Delivery } from '../webhooks/delivery-desk.js';

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Every document with its versions and their hashes, for comparing with what a mirror holds. */
export function documentsReport(book: FirmBook): object[] {
  return [...book.documents.all()].map((document) => ({
    id: document.id,
    name: document.name,
    matterId: document.matterId,
    displayNumber: book.matters.get(document.matterId)?.displayNumber ?? null,
    clientName: clientNameOf(book, document.matterId),
    categoryName: book.categories.get(document.categoryId)?.name ?? null,
    folder: [...book.ancestors(document.parentId)].map((folder) => folder.name).reverse(),
    creatorType: book.users.get(document.creatorId)?.type ?? null,
    createdAt: iso(document.createdAt),
    trashed: document.deletedAt !== null,
    versions: book.versionsOf(document).map((version) => ({
      id: version.id,
      number: version.number,
      filename: version.filename,
      size: version.size,
      sha256: version.sha256,
      fullyUploaded: book.isWhole(version),
      receivedAt: iso(version.receivedAt),
    })),
  }));
}

function clientNameOf(book: FirmBook, matterId: number | null): string | null {
  const matter = book.matters.get(matterId);
  return matter === undefined ? null : (book.contacts.get(matter.clientId)?.name ?? null);
}

export function mattersReport(book: FirmBook): object[] {
  return [...book.matters.all()].map((matter) => ({
    id: matter.id,
    displayNumber: matter.displayNumber,
    description: matter.description,
    status: matter.status,
    clientId: matter.clientId,
    clientName: clientNameOf(book, matter.id),
    practiceArea: book.practiceAreas.get(matter.practiceAreaId)?.name ?? null,
    folderId: matter.folderId,
  }));
}

/** The raw bytes of one version, straight from the store. */
export function versionContent({ book, bytes }: Office, documentId: number, versionId: number): Reply {
  const version = book.versions.get(versionId);
  const stored = version === undefined ? undefined : bytes.stored(uploadName(version.uuid));
  if (version?.documentId !== documentId || stored === undefined) throw notFound();
  return {
    status: 200,
    headers: { 'Content-Type': 'application/octet-stream' },
    body: { path: bytes.path(uploadName(version.uuid)), start: 0, length: stored.size },
  };
}

export function webhooksReport({ book, webhooks }: Office): object[] {
  return [...book.webhooks.all()].map((webhook) => ({
    id: webhook.id,
    url: webhook.url,
    model: webhook.model,
    events: webhook.events,
    fields: webhook.fields,
    status: webhook.status,
    expiresAt: iso(webhook.expiresAt),
    expired: webhook.expiresAt <= book.clock.now(),
    openDeliveries: webhooks.deliveries.recent().open.filter((one) => one.webhook.id === webhook.id).length,
  }));
}

/** How deliveries stand; `queued` and `openHandshakes` at 0 mean that nothing is pending. */
export function deliveriesReport({ webhooks }: Office): object {
  const { finished, open } = webhooks.deliveries.recent();
  return {
    ...webhooks.deliveries.counts(),
    openHandshakes: webhooks.handshakes.open,
    open: open.slice(0, 50).map(describe),
    last: finished.slice(-50).map(describe),
  };
}

function describe(delivery: Delivery): object {
  return {
    id: delivery.id,
    webhookId: delivery.webhook.id,
    event: delivery.event,
    recordId: delivery.recordId,
    attempts: delivery.attempts,
    duplicate: delivery.duplicate,
    lastStatus: delivery.lastStatus,
    lastProblem: delivery.lastProblem,
  };
}

/** All access tokens by id; the token texts stay out. */
export function tokensReport(tokens: TokenBook): object[] {
  return tokens.all().map((token) => ({
    id: token.id,
    userId: token.userId,
    expiresAt: iso(token.expiresAt),
    revoked: token.revoked,
  }));
}
