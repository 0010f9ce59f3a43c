import { earliest } from './sweep-window.js';

/** A change that a sweep could not tell. Times are RFC 3339 in UTC, of Clio’s clock. */
export interface HeldRecord {
  readonly list: 'matters' | 'contacts' | 'documents';
  /** Clio’s id; null where even that is hidden. */
  readonly id: string | null;
  /** When it was changed; null where even that is hidden. */
  readonly changedAt: string | null;
  /** `hidden`: the connected user may not see it or its matter whole. `uploading`: its upload is not over. */
  readonly why: 'hidden' | 'uploading';
}

/** A record that is asked for by its id until it can be told. */
export interface CarriedRecord {
  readonly list: 'matters' | 'documents';
  readonly id: string;
  /** When it was changed first that was not told; where that is hidden, from when on was asked when it was seen first. */
  readonly since: string;
  readonly why: HeldRecord['why'];
}

/** What becomes of what a sweep could not tell. */
export interface HeldBack {
  readonly carried: readonly CarriedRecord[];
  /** What is not carried: the lists are asked for it again, from where it lies. */
  readonly left: readonly HeldRecord[];
  /** Everything that changed before was told: nothing is claimed beyond. */
  readonly toldUpTo: string;
}

/** What a sweep saw, as it decides what becomes of it. */
export interface HeldScene {
  readonly held: readonly HeldRecord[];
  /** What the sweep before carried. */
  readonly before: readonly CarriedRecord[];
  /** From when on a list was asked. */
  readonly since: (list: HeldRecord['list']) => string;
  readonly startedAt: string;
}

/** Records that a sweep carries at most: two hundred are one call (OpenAPI v4, `limit`). */
export const MOST_CARRIED = 200;

/**
 * How long an upload holds up the claim. Uploads end within hours, and Clio takes a document for changed when its upload
 * ends; until then it is asked for by its id.
 */
const PATIENCE_MS = 72 * 3_600_000;

/**
 * Pure: what may not be seen is asked for by its id as long as it may not, so that the lists can move on. Where there is
 * more of it, or its id is hidden, they stay.
 */
export function holdBack({ held, before, since, startedAt }: HeldScene): HeldBack {
  const known = new Map(before.map((one) => [keyOf(one), one]));
  const patient = new Date(Date.parse(startedAt) - PATIENCE_MS).toISOString();
  const [byId, left] = [new Map<string, CarriedRecord>(), [] as HeldRecord[]];
  for (const record of held) {
    const { list, id, why } = record;
    if (list === 'contacts' || id === null) {
      left.push(record);
      continue;
    }
    const first = [known.get(keyOf({ list, id })), byId.get(keyOf({ list, id }))].flatMap(
      (one) => one?.since ?? [],
    );
    const changed = record.changedAt ?? since(list);
    byId.set(keyOf({ list, id }), { list, id, since: earliest([changed, ...first]), why });
  }
  const inOrder = [...byId.values()].toSorted(urgentFirst);
  const carried = inOrder.slice(0, MOST_CARRIED);
  const surplus = inOrder.slice(MOST_CARRIED).filter((one) => holds(one, patient));
  left.push(...surplus.map(({ since: changedAt, ...one }) => ({ ...one, changedAt })));
  const bounds = [
    ...carried.filter((one) => holds(one, patient)).map((one) => one.since),
    ...left.map(({ list, changedAt }) => changedAt ?? since(list)),
  ];
  return { carried, left, toldUpTo: earliest([startedAt, ...bounds]) };
}

/** What tells a record from all others. */
export const keyOf = ({ list, id }: { readonly list: HeldRecord['list']; readonly id: string }): string =>
  `${list}/${id}`;

/** An upload of long ago holds up nothing. */
const holds = ({ why, since }: CarriedRecord, patient: string): boolean =>
  why === 'hidden' || since > patient;

/** What is hidden before uploads, which tell of their end themselves; then the oldest, so that the lists move on furthest. */
const urgentFirst = (one: CarriedRecord, other: CarriedRecord): number =>
  one.why === other.why ? Date.parse(one.since) - Date.parse(other.since) : one.why === 'hidden' ? -1 : 1;
