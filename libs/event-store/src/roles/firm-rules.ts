/**
 * What `counterpart.firm` says in a transaction that works for all firms. It is no firm’s id, and only the roles that a
 * table’s rules name reach anything by it; to all others no row is there.
 */
export const EVERY_FIRM = '*';

/** Tables that hold what is of firms and are not kept apart by rules about rows, and why. */
export const NOT_APART: Readonly<Record<string, string>> = {
  'event_store.events':
    'relays, the sealer and decisions about many firms’ documents in one transaction read it; every query names streams or a firm',
  'eventing.parked':
    'a consumer tries again what is due, whosever it is; it holds no firm but in the record’s key',
  'budgets.call_ledgers': 'counts of calls by the name of a budget; nothing of a firm’s files',
  'ingest.migration_runs': 'a run is named by an id that nobody guesses',
  'ingest.migration_documents': 'belongs to a run',
  'uploader.staging_progress': 'an upload is named by the id of the event that planned it',
  'archiver.packings': 'an upload is named by the id of the event that planned it',
  'archiver.packing_checkpoints': 'belongs to an upload',
};
