import {
  DEFAULT_POLICY,
  NamespaceId,
  type Event,
  type EventData,
  type Placement,
  type Policy,
} from '@counterpart/contracts';
import { evolve, UNSEEN, type DocumentCourse } from './document/document-course.js';
import { UNKNOWN_MATTER, type MatterCourse } from './matter/matter-course.js';
import { sampleDocument, sampleMatter, told } from './samples.spec-data.js';

export const MATTER: MatterCourse = {
  ...UNKNOWN_MATTER,
  snapshot: sampleMatter(),
  folder: '/Matters/2026-0001-Reyes',
};

export const placement: Placement = {
  folder: '/Matters/2026-0001-Reyes/Pleadings',
  name: 'Complaint.pdf',
  disambiguated: false,
};

/** What marks a document by the default policy. */
export const PRIVILEGED = { category: { id: '9', name: 'Privileged' } };

/** What is decided on, by the default policy unless said. */
export const sceneOf = (
  course: DocumentCourse,
  details: { readonly policy?: Policy; readonly onHold?: boolean } = {},
) => ({ policy: DEFAULT_POLICY, matter: MATTER, course, restricted: [], onHold: false, ...details });

export const fold = (...events: readonly Event[]): DocumentCourse => events.reduce(evolve, UNSEEN);
export const added = (version = 1) => told('DocumentAdded', { document: sampleDocument({}, version) });
export const versionAdded = (version: number) =>
  told('DocumentVersionAdded', { document: sampleDocument({}, version) });

export function routed(versionNumber: number, attempt = 1) {
  const { id, matter, version } = sampleDocument({}, versionNumber);
  return told('DocumentRouted', {
    document: id,
    matter: matter!,
    version: { id: version.id, number: versionNumber, size: version.size },
    placement,
    replaces: null,
    counterpart: null,
    clientModified: null,
    policyVersion: 0,
    attempt,
  });
}

export function about(route: Event<'DocumentRouted'>) {
  const { document, matter, version } = route.data;
  return { document, matter, routed: route.id, versionNumber: version.number };
}

export const mirrored = (route: Event<'DocumentRouted'>, rev = 'aaaaaaaaa') =>
  told('DocumentMirrored', {
    ...about(route),
    namespace: NamespaceId.parse('123'),
    path: '/Matters/2026-0001-Reyes/Pleadings/Complaint.pdf',
    counterpart: 'id:abc',
    rev,
    size: 1024,
    contentHash: 'c',
    sha256: 's',
    how: 'written',
  });

const { id: document, matter: ofMatter } = sampleDocument();
const subject = { document, matter: ofMatter! };

/** Clio has versions 1 and 2, too, of a document that was told by its third. */
export const earlierFound = () =>
  told('EarlierVersionsFound', {
    ...subject,
    versions: [1, 2].map((number) => ({ version: sampleDocument({}, number).version, filename: null })),
  });

/** A version in place is to be kept beside its document. */
export function keepPlanned(
  versionNumber = 1,
  details: Partial<EventData<'VersionArchivePlanned'>> = {},
): Event<'VersionArchivePlanned'> {
  const { version } = sampleDocument({}, versionNumber);
  const name = `Complaint_v${versionNumber}.pdf`;
  return told('VersionArchivePlanned', {
    ...subject,
    version: { id: version.id, number: versionNumber },
    counterpart: 'id:abc',
    rev: 'aaaaaaaaa',
    size: 1024,
    contentHash: 'c',
    to: { folder: `${placement.folder}/_Archive`, name, disambiguated: false },
    policyVersion: 0,
    ...details,
  });
}

/** A version that never lay in place is to be brought from Clio. */
export const latePlanned = (versionNumber: number): Event<'VersionArchivePlanned'> =>
  keepPlanned(versionNumber, { rev: null, contentHash: null });

/** It was kept. @param rev of the file that lies in place then */
export const keptAs = (
  { id, data: { version, to } }: Event<'VersionArchivePlanned'>,
  rev: string | null = 'aaaaaaaaa',
  details: Partial<EventData<'VersionArchived'>> = {},
) =>
  told('VersionArchived', {
    ...subject,
    planned: id,
    versionNumber: version.number,
    kept: { path: `${to.folder}/${to.name}`, file: 'id:kept', contentHash: 'c' },
    how: 'copied',
    current: rev === null ? null : { rev, contentHash: 'c' },
    handEdit: null,
    ...details,
  });

export const keepRefused = (
  { id, data: { version } }: Event<'VersionArchivePlanned'>,
  details: Partial<EventData<'VersionArchiveRefused'>> = {},
) =>
  told('VersionArchiveRefused', {
    ...subject,
    planned: id,
    versionNumber: version.number,
    proof: null,
    deviations: [],
    ...details,
  });

/** The counterpart is to go to a folder. */
export const movePlanned = (folder: string, details: Partial<EventData<'RelocationPlanned'>> = {}) =>
  told('RelocationPlanned', {
    ...subject,
    counterpart: 'id:abc',
    from: `${placement.folder}/${placement.name}`,
    to: { folder, name: placement.name, disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 0,
    why: [],
    ...details,
  });

export const relocated = (
  { id, data: { from, to } }: Event<'RelocationPlanned'>,
  details: Partial<EventData<'Relocated'>> = {},
) =>
  told('Relocated', {
    ...subject,
    planned: id,
    from,
    to: `${to.folder}/${to.name}`,
    purpose: 'follow',
    counterpart: 'id:abc',
    rev: 'aaaaaaaaa',
    how: 'moved',
    ...details,
  });

/** A client is to get a copy. */
export const copyPlanned = () =>
  told('CopyPlanned', {
    ...subject,
    versionNumber: 1,
    counterpart: 'id:abc',
    size: 1024,
    contentHash: 'c',
    copy: { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: placement.name },
  });

/** Work on what an event asks for, which failed. */
const workOn = ({ id, name }: Pick<Event, 'id' | 'name'>) => ({
  ...subject,
  consumer: 'archiver',
  source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: 'k' },
  eventType: name,
  eventId: id,
  code: 'DROPBOX_FULL' as const,
  tries: 4,
});

/** It was given up. */
export const deadLettered = (event: Event, details: Partial<EventData<'WorkDeadLettered'>> = {}) =>
  told('WorkDeadLettered', {
    ...workOn(event),
    firstFailedAt: '2026-05-01T10:00:00Z',
    lastFailedAt: '2026-05-01T10:00:00Z',
    ...details,
  });

/** A person has it tried again. */
export const retryOrdered = (event: Event, details: Partial<EventData<'RetryOrdered'>> = {}) =>
  told('RetryOrdered', { ...workOn(event), state: 'dead', why: null, ...details });

/** A person gave it up for good. */
export const discarded = (event: Event, details: Partial<EventData<'WorkDiscarded'>> = {}) =>
  told('WorkDiscarded', { ...workOn(event), state: 'dead', why: 'nobody needs it', ...details });
