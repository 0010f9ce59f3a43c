import { NOTICE_EXAMPLES } from './golden-notices.spec-data.js';
import { PRIVILEGE_EXAMPLES, restricted } from './golden-privilege.spec-data.js';
import { THINNING_EXAMPLES } from './golden-thinning.spec-data.js';
import { DRIFT_EXAMPLES } from './golden-drift.spec-data.js';
import { CLOSING_EXAMPLES } from './golden-closings.spec-data.js';
import { FIRM_EXAMPLES } from './golden-firms.spec-data.js';
import { CONNECTION_EXAMPLES } from './golden-connections.spec-data.js';
import { MIGRATION_EXAMPLES } from './golden-migration.spec-data.js';
import type { Event, EventData, EventName } from './registry.js';

/*
 * One example of the current version of every event type. The golden files hold their exact bytes; those files are
 * decoded for ever. When a type gets a new version, its example moves on and the old golden file stays.
 */

const FIRM = 'reyes-partners';
const DOCUMENT = '501';
const MATTER = '77';

const placement = {
  folder: '/Matters/2026-0001-O’Brien & Sons/Pleadings',
  name: 'Motion to Dismiss — “Müller”.pdf',
  disambiguated: false,
};

const matter = {
  id: MATTER,
  etag: '"a1"',
  displayNumber: '2026-0001-Reyes',
  description: 'Reyes v. Müller: Holding <GmbH>',
  status: 'Open',
  openDate: '2026-01-05',
  closeDate: null,
  client: { id: '9', name: 'O’Brien & Sons 🏛', firstName: null, lastName: null, type: 'Company' },
  responsibleAttorney: { id: '3', name: 'Ada Reyes', email: 'ada@reyes.example' },
  practiceArea: { id: '4', name: 'Litigation' },
  updatedAt: '2026-11-24T09:00:00Z',
};

const document = {
  id: DOCUMENT,
  etag: '"b2"',
  name: 'Motion to Dismiss — “Müller”.pdf',
  filename: 'motion.pdf',
  matter: MATTER,
  category: { id: '12', name: 'Pleadings' },
  folder: null,
  creator: 'firm',
  version: {
    id: '9001',
    number: 1,
    size: 48_213,
    contentType: 'application/pdf',
    receivedAt: '2026-11-24T08:59:58Z',
  },
  createdAt: '2026-11-24T08:59:58Z',
  updatedAt: '2026-11-24T09:00:00Z',
};

const routed = '018f3f6e-5b0a-7c4e-9d2a-000000000002';
const outcome = { document: DOCUMENT, matter: MATTER, routed, versionNumber: 1 };
const contentHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const work = {
  consumer: 'uploader',
  source: {
    topic: 'router.decisions.v1',
    partition: 3,
    offset: '9007199254740993',
    key: `${FIRM}/${MATTER}`,
  },
  eventType: 'DocumentRouted.v1',
  eventId: routed,
};

/** Every member is given: a later default must not change what this reads as. */
const policy = {
  version: 3,
  syncMode: 'both',
  roots: { default: '/Matters', practiceAreas: { Litigation: '/Litigation' } },
  matterFolder: '{MatterNumber}-{ClientLastName|upper}',
  matterType: { from: 'custom-field', field: 'Kind of matter' },
  categories: { Pleadings: 'Pleadings', Briefs: 'Pleadings' },
  unmapped: 'Unsorted',
  filters: {
    practiceAreas: { only: [], except: ['Tax'] },
    matterTypes: { only: [], except: [] },
    responsibleAttorneys: { only: [], except: [] },
    categories: { only: [], except: ['Billing'] },
    statuses: ['Open', 'Closed'],
    minBytes: 1,
    maxBytes: null,
  },
  privileged: {
    categories: ['Privileged'],
    customFields: { Privilege: ['Attorney-Client'] },
    names: ['*privileged*'],
    matterTypes: ['Litigation'],
    folder: '/Privileged',
    matterFolder: '{MatterNumber}',
    group: 'Attorneys',
  },
  clientUploads: { enabled: true, folder: '/ClientUploads/{MatterNumber}' },
  conflicts: 'keep-both',
  versions: {
    folder: '_Archive',
    name: '{Name}_v{Version}_{VersionDate|date:YYYYMMDD}',
    thinning: { afterDays: 365, keepNewest: 10 },
  },
  closing: { action: 'zip', folder: '/Closed/{CloseYear}', prefix: 'Closed' },
  deletion: { action: 'move', folder: '_Deleted', stopAtShare: 0.05, stopAtLeast: 20 },
  drift: { edited: 'leave', moved: 'heal', deleted: 'heal', stopAtShare: 0.05, stopAtLeast: 20 },
  retryMinutes: [5, 25, 125],
  alerts: ['it@reyes.example'],
  notices: {
    recipients: { drift: ['office@reyes.example'] },
    managingPartner: 'marisol@reyes.example',
    language: 'en',
    timeZone: 'America/New_York',
    quietHours: '20:00-07:00',
    summaryAt: '08:00',
    foldAfter: 10,
    foldMinutes: 15,
  },
};

const move = {
  matter: MATTER,
  from: `${placement.folder}/${placement.name}`,
  to: { ...placement, folder: '/Matters/2026-0001-O’Brien & Sons/Discovery' },
  via: null,
  access: 'unchanged',
  policyVersion: 3,
  why: [{ rule: 'categories.Discovery', on: 'Discovery', gives: 'Discovery' }],
};

const relocation = {
  matter: MATTER,
  document: DOCUMENT,
  planned: routed,
  from: move.from,
  to: `${move.to.folder}/${move.to.name}`,
};

const copy = {
  document: DOCUMENT,
  matter: MATTER,
  planned: routed,
  versionNumber: 1,
  path: `/ClientUploads/2026-0001/${placement.name}`,
};

/** What JSON holds; the registry's schemas give the ids their types. */
const DATA: { readonly [Name in EventName]: unknown } = {
  DeliveryReceived: {
    webhook: '31',
    model: 'contact',
    event: 'updated',
    object: '9',
    matter: null,
    etag: '"b2"',
    digest: sha256,
    body: 'eyJkYXRhIjp7ImlkIjo1MDF9fQ==',
    receivedAt: '2026-11-24T09:00:00.000Z',
  },
  MatterRegistered: { matter },
  MatterChanged: { matter, changed: ['displayNumber', 'client.name'] },
  MatterClosed: { matter: { ...matter, status: 'Closed', closeDate: '2026-11-24' } },
  MatterReopened: { matter },
  DocumentAdded: { document },
  DocumentVersionAdded: {
    document: { ...document, version: { ...document.version, id: '9002', number: 2 } },
  },
  DocumentChanged: { document, changed: ['name'] },
  DocumentTrashed: { document: DOCUMENT, matter: null, trashedAt: '2026-11-24T09:00:00Z' },
  DocumentRestored: { document },
  DocumentRouted: {
    document: DOCUMENT,
    matter: MATTER,
    version: { id: '9001', number: 1, size: 48_213 },
    placement,
    replaces: null,
    counterpart: null,
    clientModified: '2026-11-24T08:59:58Z',
    policyVersion: 3,
    attempt: 1,
    restricted,
  },
  DocumentSkipped: {
    document: DOCUMENT,
    matter: MATTER,
    versionNumber: 1,
    reason: 'FILTERED',
    policyVersion: 3,
    why: [{ rule: 'filters.practiceAreas.only', on: 'Real Estate', gives: 'left out' }],
  },
  ScaffoldPlanned: {
    matter: MATTER,
    folders: [placement.folder, '/Matters/2026-0001/_Archive'],
    policyVersion: 3,
  },
  RelocationPlanned: { ...move, document: DOCUMENT, counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw' },
  FolderReassigned: {
    matter: MATTER,
    from: '/Matters/O’Brien & Sons',
    to: '/Matters/O’Brien & Sons/2026-0001',
    policyVersion: 3,
    why: [{ rule: 'matterFolder', on: '{MatterNumber}', gives: '2026-0001' }],
  },
  SetAsidePlanned: {
    ...move,
    to: { ...placement, folder: '/Matters/2026-0001-O’Brien & Sons/_Deleted' },
    why: [{ rule: 'deletion.action', on: 'deleted in Clio', gives: '_Deleted' }],
    document: DOCUMENT,
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
  },
  SetAsidesStopped: { documents: 400, moved: 21, policyVersion: 3 },
  SetAsidesResumed: { note: 'The folder “Old drafts” was deleted on purpose' },
  PlacementReviewRequested: { matter: MATTER, because: 'policy-applied' },
  CopyPlanned: {
    document: DOCUMENT,
    matter: MATTER,
    versionNumber: 1,
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    size: 48_213,
    contentHash,
    copy: { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: placement.name },
  },
  DocumentStaged: {
    ...outcome,
    attempt: 1,
    namespace: '1234567890',
    placement,
    replaces: '015f00000000000000000a1',
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    clientModified: null,
    session: 'pid_upload_session:ABCD',
    size: 48_213,
    contentHash,
    sha256,
    expiresAt: '2026-12-01T09:00:00Z',
    restricted,
  },
  DocumentMirrored: {
    ...outcome,
    namespace: '1234567890',
    path: `${placement.folder}/${placement.name}`,
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    rev: '015f00000000000000000a1',
    size: 48_213,
    contentHash,
    sha256,
    how: 'written',
  },
  PlacementConflictFound: {
    ...outcome,
    path: `${placement.folder}/${placement.name}`,
    found: 'file',
    foundRev: '015f00000000000000000b2',
    foundContentHash: sha256,
    contentHash,
  },
  StagingLost: { ...outcome, attempt: 1, reason: 'STAGING_LOST', left: null },
  SourceMissing: outcome,
  MatterScaffolded: { matter: MATTER, folders: [placement.folder], made: 1 },
  Relocated: {
    ...relocation,
    purpose: 'follow',
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    rev: '015f00000000000000000a1',
    how: 'moved',
  },
  RelocationConflictFound: { ...relocation, found: 'file', at: relocation.to },
  RelocationRefused: { ...relocation, reason: 'RESTRICTED_FOLDER_NOT_PROVEN' },
  RelocationSplit: { ...relocation, document: null },
  CopyPlaced: {
    ...copy,
    purpose: 'client-upload',
    file: 'id:a4ayc_80_OEAAAAAAAAAXx',
    rev: '015f00000000000000000c3',
    contentHash,
    how: 'copied',
  },
  VersionArchivePlanned: {
    document: DOCUMENT,
    matter: MATTER,
    version: { id: '9001', number: 1 },
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    rev: '015f00000000000000000c1',
    size: 48_213,
    contentHash,
    to: { folder: `${placement.folder}/_Archive`, name: 'Motion_v1_20261124.pdf', disambiguated: false },
    policyVersion: 3,
    why: [{ rule: 'versions.name', on: '1', gives: 'Motion_v1_20261124.pdf' }],
  },
  ...DRIFT_EXAMPLES,
  ...THINNING_EXAMPLES,
  VersionArchived: {
    document: DOCUMENT,
    matter: MATTER,
    planned: routed,
    versionNumber: 1,
    kept: {
      path: `${placement.folder}/_Archive/Motion_v1_20261124.pdf`,
      file: 'id:a4ayc_80_OEAAAAAAAAAXy',
      contentHash,
    },
    how: 'recovered',
    current: { rev: '015f00000000000000000c2', contentHash: sha256 },
    handEdit: {
      path: `${placement.folder}/_Archive/Motion_edited_9f86d081.pdf`,
      file: 'id:a4ayc_80_OEAAAAAAAAAXz',
      contentHash: sha256,
    },
  },
  CopyConflictFound: { ...copy, found: 'other-content' },
  ...CLOSING_EXAMPLES,
  ...CONNECTION_EXAMPLES,
  ...FIRM_EXAMPLES,
  ...MIGRATION_EXAMPLES,
  WorkParked: {
    ...work,
    code: 'CLIO_UNAVAILABLE',
    tries: 1,
    firstFailedAt: '2026-11-24T09:00:00Z',
    lastFailedAt: '2026-11-24T09:00:00Z',
    nextTryAt: '2026-11-24T09:05:00Z',
    document: DOCUMENT,
    matter: MATTER,
  },
  WorkRecovered: { ...work, tries: 2, document: DOCUMENT, matter: MATTER },
  WorkDeadLettered: {
    ...work,
    code: 'DROPBOX_FULL',
    tries: 4,
    firstFailedAt: '2026-11-24T09:00:00Z',
    lastFailedAt: '2026-11-24T11:35:00Z',
    document: DOCUMENT,
    matter: MATTER,
  },
  TrailExported: {
    scope: 'matter',
    matter: MATTER,
    document: null,
    events: 3,
    digest: sha256,
    logSize: 17,
    software: 'counterpart 0.1.0',
  },
  RetryOrdered: {
    ...work,
    document: DOCUMENT,
    matter: MATTER,
    state: 'dead',
    code: 'DROPBOX_FULL',
    tries: 4,
    why: null,
  },
  WorkDiscarded: {
    ...work,
    document: DOCUMENT,
    matter: MATTER,
    state: 'waiting',
    code: 'DROPBOX_PATH_REFUSED',
    tries: 2,
    why: 'Filed by hand — ticket 4711',
  },
  SweepCompleted: {
    startedAt: '2026-11-24T10:00:00.000Z',
    matters: {
      since: '2026-11-24T08:45:00.000Z',
      through: '2026-11-24T09:00:00.000Z',
      seen: 1,
      told: 0,
    },
    documents: {
      since: '2026-11-24T08:45:00.000Z',
      through: '2026-11-24T09:59:58.000Z',
      seen: 240,
      told: 3,
    },
    contacts: {
      since: '2026-11-24T08:45:00.000Z',
      through: '2026-11-24T09:30:00.000Z',
      seen: 2,
      told: 1,
    },
    toldUpTo: '2026-11-24T09:58:00.000Z',
    documentsShown: true,
    heldBack: {
      hidden: 1,
      uploading: 0,
      carried: [{ list: 'documents', id: '501', since: '2026-11-24T09:58:00.000Z', why: 'hidden' }],
    },
  },
  PolicyApplied: { policy, replaces: 2, note: 'Litigation has a root of its own' },
  ...PRIVILEGE_EXAMPLES,
  ...NOTICE_EXAMPLES,
};

/** The example event of a type. */
export function goldenEvent<Name extends EventName>(name: Name): Event {
  return {
    specversion: '1.0',
    id: '018f3f6e-5b0a-7c4e-9d2a-000000000001',
    source: '/counterpart/example',
    subject: `document-${FIRM}-${DOCUMENT}`,
    time: '2026-11-24T09:00:00.000Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '1',
    causationid: '018f3f6e-5b0a-7c4e-9d2a-000000000000',
    correlationid: '018f3f6e-5b0a-7c4e-9d2a-000000000000',
    actor: 'service:example',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    name,
    data: DATA[name] as EventData<Name>,
  } as unknown as Event;
}
