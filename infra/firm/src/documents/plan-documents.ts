import { FIRM_BOOK } from '../firm-book.js';
import type { FirmMatter } from '../firm-book.js';
import { SeededRandom } from '../random.js';
import { AWKWARD_NAMES } from './awkward-names.js';
import type { AwkwardName } from './awkward-names.js';
import { CONTENT_TYPES, EXTENSIONS } from './document-plan.js';
import type { DocumentKind, DocumentPlan } from './document-plan.js';
import { CATEGORY_MIX, pickKind, pickTitle } from './ordinary-names.js';
import { KIB, LARGEST, PRODUCTION_FROM, ordinarySize, productionSize, specialCounts } from './size-law.js';

export interface PlanRequest {
  /** How many documents, at least 0. */
  readonly count: number;
  /** Same count and seed, same plans. */
  readonly seed: number;
}

/** Spreadsheets above this size are unusual, and slow to make. */
const SPREADSHEET_LIMIT = 400 * KIB;
/** Working time between two arrivals, over the whole firm. */
const ARRIVAL_MINUTES = 23;
const FIRST_ARRIVAL = Date.UTC(2026, 2, 2, 16, 0, 0);

type Special = { readonly awkward: AwkwardName } | { readonly size: number };

/**
 * Plans `count` documents in the order they reach the firm, interleaved over its matters. Pure.
 * From 50 documents on a run holds every awkward name, some empty placeholders (1 %), some productions of
 * 5 to 30 MiB and exactly one of 200 MiB.
 */
export function planDocuments({ count, seed }: PlanRequest): DocumentPlan[] {
  const random = new SeededRandom(`plan ${seed}`);
  const specials = placeSpecials(random, count);
  const titles = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const special = specials.get(index);
    const receivedAt = arrivalOf(index);
    const draft =
      special !== undefined && 'awkward' in special
        ? { ...special.awkward, targetSize: ordinarySize(random) }
        : ordinaryDraft(random, { titles, receivedAt, size: special?.size });
    const targetSize = fitSize(draft.kind, draft.targetSize);
    const stamp = `HR-${seed}-${String(index + 1).padStart(6, '0')}`;
    return { ...draft, targetSize, index, receivedAt, stamp, contentType: CONTENT_TYPES[draft.kind] };
  });
}

function arrivalOf(index: number): string {
  return new Date(FIRST_ARRIVAL + index * ARRIVAL_MINUTES * 60_000).toISOString().replace('.000Z', '+00:00');
}

function fitSize(kind: DocumentKind, size: number): number {
  return kind === 'xlsx' ? Math.min(size, SPREADSHEET_LIMIT) : size;
}

/** Awkward names lie evenly over the run; sizes out of the ordinary fall on the places between them. */
function placeSpecials(random: SeededRandom, count: number): Map<number, Special> {
  const specials = new Map<number, Special>();
  const awkward = AWKWARD_NAMES.slice(0, Math.floor(count * 0.7));
  awkward.forEach((entry, at) => {
    specials.set(Math.floor((at * count) / awkward.length), { awkward: entry });
  });
  const special = specialCounts(count);
  const sizes = [
    ...Array.from({ length: special.largest }, () => LARGEST),
    ...Array.from({ length: special.production }, () => productionSize(random)),
    ...Array.from({ length: special.empty }, () => 0),
  ];
  const free = shuffle(
    random,
    Array.from({ length: count }, (_, index) => index).filter((index) => !specials.has(index)),
  );
  sizes.forEach((size, at) => {
    const index = free[at];
    if (index !== undefined) specials.set(index, { size });
  });
  return specials;
}

function shuffle(random: SeededRandom, items: number[]): number[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    const held = items[last] as number;
    items[last] = items[other] as number;
    items[other] = held;
  }
  return items;
}

interface OrdinaryRequest {
  readonly titles: Set<string>;
  readonly receivedAt: string;
  readonly size: number | undefined;
}

function ordinaryDraft(random: SeededRandom, request: OrdinaryRequest) {
  const matterIndex = random.pickWeighted(
    FIRM_BOOK.matters.map((matter, at) => [at, matter.weight] as const),
  );
  const category = random.pickWeighted(CATEGORY_MIX[matterAt(matterIndex).character]);
  const targetSize = request.size ?? ordinarySize(random);
  const picked = pickKind(random, category);
  const kind = targetSize >= PRODUCTION_FROM ? 'pdf' : picked;
  const title = freshTitle(request.titles, pickTitle(random, category, request.receivedAt.slice(0, 10)));
  const filename = `${title}${EXTENSIONS[kind]}`;
  // Some clerks type a title and leave the extension to the file.
  const name = random.unit() < 0.12 ? title : filename;
  return { matterIndex, category, kind, name, filename, targetSize };
}

function matterAt(index: number): FirmMatter {
  const matter = FIRM_BOOK.matters[index];
  if (matter === undefined) throw new RangeError(`the book has no matter ${index}`);
  return matter;
}

/** Ordinary titles never collide: equal names are left to the awkward ones, where a test expects them. */
function freshTitle(taken: Set<string>, title: string): string {
  for (let version = 1; ; version += 1) {
    const fresh = version === 1 ? title : `${title} v${version}`;
    if (!taken.has(fresh)) {
      taken.add(fresh);
      return fresh;
    }
  }
}
