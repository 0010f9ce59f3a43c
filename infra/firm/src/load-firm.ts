import { ClioCalls } from './clio/clio-calls.js';
import type { ClioAccess } from './clio/clio-calls.js';
import { openBooks } from './clio/open-books.js';
import type { OpenedBooks } from './clio/open-books.js';
import { portalToken, seatUsers } from './clio/seat-users.js';
import { uploadDocument } from './clio/upload-document.js';
import type { FilingPlace } from './clio/upload-document.js';
import type { DocumentPlan } from './documents/document-plan.js';
import { planDocuments } from './documents/plan-documents.js';
import { FIRM_BOOK } from './firm-book.js';

export interface LoadProgress {
  /** Documents that are in Clio by now, with their bytes. */
  readonly documents: number;
  readonly total: number;
  readonly bytes: number;
}

export interface LoadRequest extends ClioAccess {
  /** How many documents. */
  readonly documents: number;
  readonly seed: number;
  /** Uploads at a time. @default 4 */
  readonly concurrency?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadSummary {
  readonly matters: number;
  readonly documents: number;
  readonly bytes: number;
  /** Documents of 0 bytes among them. */
  readonly empty: number;
  readonly seconds: number;
}

/**
 * Loads the whole firm into a Clio account through Clio's own API.
 * @throws {FirmError} FIRM_CLIO_REFUSED, FIRM_CLIO_UNAVAILABLE or FIRM_CLIO_ANSWER_UNREADABLE; the other
 * uploads under way are finished first.
 */
export async function loadFirm(request: LoadRequest): Promise<LoadSummary> {
  const started = performance.now();
  const clio = new ClioCalls(request);
  const userIds = await seatUsers(clio, request.clioUrl);
  const books = await openBooks(clio, userIds);
  const plans = planDocuments({ count: request.documents, seed: request.seed });
  const token = await portalToken(clio, request.clioUrl);
  const portal = token === undefined ? clio : new ClioCalls({ ...request, accessToken: token });
  const done = { documents: 0, bytes: 0, empty: 0 };
  await eachOf(plans, request.concurrency ?? 4, async (plan) => {
    const size = await uploadDocument(isFromClient(plan) ? portal : clio, plan, placeOf(plan, books));
    done.documents += 1;
    done.bytes += size;
    done.empty += size === 0 ? 1 : 0;
    request.onProgress?.({ documents: done.documents, total: plans.length, bytes: done.bytes });
  });
  const seconds = Math.round(performance.now() - started) / 1000;
  return { matters: FIRM_BOOK.matters.length, ...done, seconds };
}

/** One document in twelve comes from a client, through the portal. */
const isFromClient = ({ index }: DocumentPlan): boolean => index % 12 === 5;

function placeOf(plan: DocumentPlan, books: OpenedBooks): FilingPlace {
  const matterId = books.matterIds[plan.matterIndex];
  const categoryId = plan.category === null ? null : books.categoryIds.get(plan.category);
  if (matterId === undefined || categoryId === undefined) {
    throw new RangeError(`the books hold no place for ${plan.stamp}`);
  }
  return { matterId, categoryId };
}

/** Works through the items in order, a few at a time; after a failure no further item is begun. */
async function eachOf<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let failure: { readonly error: unknown } | undefined;
  const lane = async () => {
    for (const item of rest) {
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
      if (failure !== undefined) return;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (failure !== undefined) throw failure.error;
}
