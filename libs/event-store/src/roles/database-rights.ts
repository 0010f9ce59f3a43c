import { EVERY_FIRM } from './firm-rules.js';

/** Those who work on the database, each as a role of its own: the services, and the person at the command line. */
export const DATABASE_USERS = [
  'ingest',
  'router',
  'uploader',
  'archiver',
  'notifier',
  'auditor',
  'operator',
] as const;
export type DatabaseUser = (typeof DATABASE_USERS)[number];

/** The role of a service or of the operator. */
export const roleOf = (user: DatabaseUser): string => `counterpart_${user}`;

type Privilege = 'select' | 'insert' | 'update' | 'delete';

/** What users may do to a table; whoever is not named may do nothing. */
export interface TableRights {
  /** `schema.table` */
  readonly table: string;
  readonly of: Partial<Record<DatabaseUser, readonly Privilege[]>>;
  /** Columns that an insert may fill; absent where it may fill all. */
  readonly columns?: readonly string[];
  /**
   * Rows that a user may see and change beside its firm’s, in SQL; absent where all are, or where `firm` says it alone, and
   * null where a user has no more than others. Told of by the migration that turns it on.
   */
  readonly rows?: (user: DatabaseUser) => RowRule | null;
  /** What everybody reaches of a table that keeps firms apart; its migration makes the rule. */
  readonly firm?: RowRule;
}

/** Both in SQL over the row’s columns. */
interface RowRule {
  readonly seen: string;
  readonly written: string;
}

const READ = ['select'] as const;
const ADD = ['select', 'insert'] as const;
const KEEP = ['select', 'insert', 'update'] as const;
const ALL = ['select', 'insert', 'update', 'delete'] as const;

/** Services that consume topics, and so park work and hold leases. */
const consumers = <Rights>(rights: Rights) => ({
  ingest: rights,
  router: rights,
  uploader: rights,
  archiver: rights,
  notifier: rights,
});

/** Services that call the vendors by stored grants. */
const callers = <Rights>(rights: Rights) => ({ ingest: rights, uploader: rights, archiver: rights });

const NAMED = `current_setting('counterpart.firm', true)`;

/** Topics that the events of a user go to: its own, and what it tells in the name of another. */
const TOLD_FOR_OTHERS: Partial<Record<DatabaseUser, readonly string[]>> = {
  ...callers(['console.connections.v1']),
  // Of what came back to a person’s mailbox the command line tells what the notifier tells of its own.
  operator: ['audit.exports.v1', 'notifier.outcomes.v1'],
};

/** How a user’s topics begin. */
const OWNER: Partial<Record<DatabaseUser, string>> = { auditor: 'audit', operator: 'console' };
const ownerOf = (user: DatabaseUser): string => OWNER[user] ?? user;

/**
 * Everybody reads the trail of the firms that it names; nobody tells what is another’s to tell. Who names all firms sees
 * what it carries for all: a relay its service’s events, the auditor every event, the operator which firms there are, and
 * whose accounts were connected for them.
 */
const ownTopics = (user: DatabaseUser): RowRule => {
  const others = (TOLD_FOR_OTHERS[user] ?? []).map((topic) => ` or topic = '${topic}'`).join('');
  const written = `split_part(topic, '.', 1) = '${ownerOf(user)}'${others}`;
  if (user === 'auditor') return { seen: 'true', written };
  const ofAll = user === 'operator' ? `${STANDINGS} or ${CONSENTS}` : `owner = '${ownerOf(user)}'`;
  return { seen: `${NAMED} <> '${EVERY_FIRM}' or ${ofAll}`, written };
};

/** What firms are to this installation; their streams’ names begin and end so. */
const STANDINGS = `stream like 'firm-%:standing'`;

/** What people consented to: no firm is given another one’s account. */
const CONSENTS = `stream like 'firm-%:connections' and type like 'VendorConnected.%'`;

/** The auditor’s relay carries what the command line tells, too. Its sealer reads how far each relay has come. */
const ownCursor = (user: DatabaseUser): RowRule => {
  if (user === 'auditor') return { seen: 'true', written: `owner in ('audit', 'console')` };
  return both(`owner = '${ownerOf(user)}'`);
};

/** A group’s name begins with its service’s. A person tends the work of the firm that they name, whoever’s it is. */
const ownGroup = (user: DatabaseUser): RowRule =>
  user === 'operator'
    ? { seen: `${NAMED} <> '${EVERY_FIRM}'`, written: 'true' }
    : both(`split_part(consumer, '.', 1) = '${user}'`);

const ownLease = (user: DatabaseUser): RowRule =>
  both(`split_part(split_part(resource, '/', 1), '.', 1) = '${user}'`);

const both = (rule: string): RowRule => ({ seen: rule, written: rule });

const OF_FIRM = both(`firm = ${NAMED}`);
const OF_FIRMS = `${OF_FIRM.seen} or firm = any(string_to_array(${NAMED}, ','))`;

/** Refuses whoever names nobody: work that is not seen must not be taken for none. */
const NAMED_OR_REFUSED = 'eventing.named_firm()';

/** It folds the events of all firms, and names that in so many words. */
const everyFirm = (user: DatabaseUser): RowRule | null =>
  user === 'auditor' ? both(`${NAMED} = '${EVERY_FIRM}'`) : null;

/** Who clears what is past its time, whosever it is, names that in so many words, and writes nothing meanwhile. */
const cleared = (): RowRule => ({ seen: `${NAMED} = '${EVERY_FIRM}'`, written: 'false' });

/**
 * Who may do what, table by table. Nobody but the owner role makes, changes or empties a table, and nobody at all changes
 * an event: a trigger refuses that to the owner, too.
 */
export const DATABASE_RIGHTS: readonly TableRights[] = [
  {
    table: 'event_store.events',
    of: { ...consumers(ADD), auditor: ADD, operator: ADD },
    columns: ['stream', 'version', 'event_id', 'type', 'firm', 'topic', 'key', 'body'],
    rows: ownTopics,
    firm: { seen: `${NAMED} = '${EVERY_FIRM}' or ${OF_FIRMS}`, written: OF_FIRMS },
  },
  {
    table: 'event_store.relay_cursors',
    of: { ...consumers(KEEP), auditor: KEEP },
    rows: ownCursor,
  },
  // The router looks up to where every event stands on its topic.
  { table: 'event_store.projection_cursors', of: { auditor: KEEP, router: READ, operator: READ } },
  { table: 'event_store.router_progress', of: { router: KEEP, operator: READ } },
  {
    table: 'status.documents',
    of: { auditor: ALL, ingest: READ, router: READ, archiver: READ, notifier: READ, operator: READ },
    firm: OF_FIRM,
    rows: everyFirm,
  },
  {
    table: 'eventing.parked',
    of: { ...consumers(ALL), operator: ['select', 'update', 'delete'] },
    rows: ownGroup,
    firm: {
      seen: `${NAMED_OR_REFUSED} in (firm, '${EVERY_FIRM}')`,
      written: `firm = ${NAMED_OR_REFUSED}`,
    },
  },
  { table: 'eventing.partition_leases', of: consumers(KEEP), rows: ownLease },
  { table: 'budgets.call_ledgers', of: { ...callers(KEEP), operator: KEEP } },
  { table: 'credentials.data_keys', of: { ...callers(KEEP), operator: KEEP }, firm: OF_FIRM },
  { table: 'credentials.grants', of: { ...callers(KEEP), operator: KEEP }, firm: OF_FIRM },
  {
    table: 'ingest.hooks',
    of: { ingest: ALL },
    firm: both(`${OF_FIRM.seen} or token = current_setting('counterpart.hook', true)`),
  },
  { table: 'ingest.migration_runs', of: { ingest: ALL, operator: READ }, firm: OF_FIRM },
  { table: 'ingest.migration_documents', of: { ingest: ALL, operator: READ }, firm: OF_FIRM },
  { table: 'router.path_claims', of: { router: ALL, archiver: READ }, firm: OF_FIRM },
  { table: 'uploader.staging_progress', of: { uploader: ALL }, firm: both(OF_FIRMS), rows: cleared },
  { table: 'uploader.counterparts', of: { uploader: KEEP, archiver: READ }, firm: both(OF_FIRMS) },
  { table: 'archiver.drift_marks', of: { archiver: ALL }, firm: OF_FIRM },
  { table: 'archiver.drift_seen', of: { archiver: ALL }, firm: OF_FIRM },
  { table: 'archiver.drift_suspects', of: { archiver: ALL }, firm: OF_FIRM },
  { table: 'archiver.drift_unseen', of: { archiver: ['select', 'insert', 'delete'] }, firm: OF_FIRM },
  { table: 'archiver.packings', of: { archiver: ALL }, firm: OF_FIRM, rows: cleared },
  { table: 'archiver.packing_checkpoints', of: { archiver: ALL }, firm: OF_FIRM, rows: cleared },
  {
    table: 'audit.leaves',
    of: { archiver: READ, auditor: ADD, operator: READ },
    columns: ['leaf', 'position', 'hash'],
  },
  {
    table: 'audit.tiles',
    of: { archiver: READ, auditor: ADD, operator: READ },
    columns: ['level', 'tile', 'hashes', 'root'],
  },
  {
    table: 'audit.checkpoints',
    of: { archiver: READ, auditor: ADD, operator: READ },
    columns: ['size', 'root', 'note'],
  },
  { table: 'audit.publications', of: { auditor: ADD, operator: READ }, columns: ['size'] },
];
