import type { Upcaster } from './reading.js';

/** An object’s literal, not a list: the compiler refuses a version that stands in it twice. */
const STEPS = {
  // Version 2 knows more reasons, or kinds; those of version 1 stand as they are.
  'RelocationRefused.v1': (data) => data,
  'DocumentSkipped.v1': (data) => data,
  // Version 2 may say that the place is restricted; nothing that version 1 tells of went into a restricted folder.
  'DocumentRouted.v1': (data) => data,
  'DocumentStaged.v1': (data) => data,
  'NoticeSent.v1': (data) => data,
  // Version 2 may be of a whole firm; version 1 never is.
  'TrailExported.v1': (data) => data,
  // Version 2 may be of a version that was told late; version 1 never is.
  'VersionArchivePlanned.v1': (data) => data,
  // Version 3 knows one more reason.
  'RelocationRefused.v2': (data) => data,
  // Version 2 knows contacts, too.
  'DeliveryReceived.v1': (data) => data,
  'SweepCompleted.v1': (data) => data,
  // Version 3 tells what could not be told yet.
  'SweepCompleted.v2': (data) => ({ ...(data as object), heldBack: null }),
  // Version 4 tells up to when everything was told, and what is asked for by its id.
  'SweepCompleted.v3': sweepBefore,
  // Version 5 tells whether documents were ever shown.
  'SweepCompleted.v4': sweepOfLists,
  // Version 2 tells what a run could not see, and why documents were not registered.
  'MigrationCompleted.v1': migrationBefore,
  // Version 2 may be of what goes along with a document; version 1 never is.
  'RelocationPlanned.v1': (data) => data,
  // Version 2 tells the account by its id; a name alone, which version 1 had at most, does not tell which it is.
  'VendorConnected.v1': (data) => ({ ...(data as object), account: null, replaces: null }),
  // Version 2 has more members, and says when and to whom e-mails go; what a policy of version 1 leaves out has its default: what
  // version 1 did, and a daily summary.
  'PolicyApplied.v1': (data) => data,
} satisfies Readonly<Record<`${string}.v${number}`, Upcaster>>;

/**
 * Upcasters by `<Name>.v<version>`; each leads to the next version. Readers read every version ever written,
 * writers write only the current one.
 */
export const UPCASTERS: ReadonlyMap<string, Upcaster> = new Map(Object.entries(STEPS));

interface SweptBefore {
  readonly startedAt: string;
  readonly heldBack: { readonly records: number; readonly oldest: string | null } | null;
  readonly matters: { readonly through: string };
  readonly documents: { readonly through: string };
  readonly contacts?: { readonly through: string };
}

/** Where even the time of what was held back was hidden, the lists did not move on. */
function sweepBefore(data: unknown): unknown {
  const swept = data as SweptBefore;
  const { startedAt, heldBack, matters, documents, contacts } = swept;
  if (heldBack === null) return { ...swept, toldUpTo: startedAt };
  const reached = [matters.through, documents.through, ...(contacts === undefined ? [] : [contacts.through])];
  const bounds = heldBack.records === 0 ? [] : heldBack.oldest === null ? reached : [heldBack.oldest];
  const toldUpTo = bounds.reduce((least, at) => (at < least ? at : least), startedAt);
  return { ...swept, toldUpTo, heldBack: { hidden: heldBack.records, uploading: 0, carried: [] } };
}

interface SweptOfLists {
  readonly startedAt: string;
  readonly toldUpTo: string;
  readonly documents: { readonly seen: number };
}

/** Where a list showed nothing, a claim that stayed behind may have stayed for that: nothing is claimed on it. */
function sweepOfLists(data: unknown): unknown {
  const swept = data as SweptOfLists;
  const { startedAt, toldUpTo, documents } = swept;
  return { ...swept, documentsShown: documents.seen > 0 || toldUpTo < startedAt };
}

function migrationBefore(data: unknown): unknown {
  const { documents, ...run } = data as { readonly documents: object };
  return { ...run, hidden: null, documents: { ...documents, unseen: null, unfinished: null } };
}
