import {
  NamespaceId,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type Placement,
} from '@counterpart/contracts';
import { sampleDocument, told } from './samples.spec-data.js';

/* What is told of a document in Clio, and what the uploader answers to where it is routed. */

export const placement: Placement = {
  folder: '/Matters/2026-0001-Reyes/Pleadings',
  name: 'Complaint.pdf',
  disambiguated: false,
};

/** Its place once it is locked away. */
export const SHUT: Placement = { ...placement, folder: '/Privileged/2026-0001' };

/** What marks a document by the default policy. */
export const PRIVILEGED = { category: { id: '9', name: 'Privileged' } };

const { id: document, matter: ofMatter } = sampleDocument();

/** What events are about. */
export const subject = { document, matter: ofMatter! };

export const added = (version = 1) => told('DocumentAdded', { document: sampleDocument({}, version) });
export const versionAdded = (version: number, details: Partial<DocumentSnapshot> = {}) =>
  told('DocumentVersionAdded', { document: sampleDocument(details, version) });
export const changed = (details: Partial<DocumentSnapshot>, version = 1) =>
  told('DocumentChanged', { document: sampleDocument(details, version), changed: [] });
export const trashed = () => told('DocumentTrashed', { ...subject, trashedAt: '2026-05-02T10:00:00Z' });
export const restored = (version = 1) => told('DocumentRestored', { document: sampleDocument({}, version) });

/** Clio has earlier versions, too, of a document that was told by a later one. @param filenames theirs, from the first on */
export const earlierFound = (filenames: readonly (string | null)[] = [null, null]) =>
  told('EarlierVersionsFound', {
    ...subject,
    versions: filenames.map((filename, at) => ({ version: sampleDocument({}, at + 1).version, filename })),
  });

/** A person lets it out of the restricted folder. */
export const released = () => told('PrivilegeReleased', { ...subject, reason: 'cleared' });

/** It waits for the restricted folder. */
export const held = (versionNumber = 1) =>
  told('DocumentSkipped', {
    ...subject,
    versionNumber,
    reason: 'PRIVILEGED_HELD',
    policyVersion: 0,
    why: [],
  });

const ACCOUNTS = { left: { id: 'old', root: '1' }, account: { id: 'new', root: '2' } };

/** The firm connected another Dropbox. */
export const restarted = (accounts: Pick<EventData<'MirroringRestarted'>, 'left' | 'account'> = ACCOUNTS) =>
  told('MirroringRestarted', { ...subject, ...accounts });

export function routed(versionNumber: number, attempt = 1) {
  const { version } = sampleDocument({}, versionNumber);
  return told('DocumentRouted', {
    ...subject,
    version: { id: version.id, number: versionNumber, size: version.size },
    placement,
    replaces: null,
    counterpart: null,
    clientModified: null,
    policyVersion: 0,
    attempt,
  });
}

/** The same to another place. */
export const routedTo = (to: Placement, versionNumber = 1, attempt = 1) => {
  const route = routed(versionNumber, attempt);
  return { ...route, data: { ...route.data, placement: to } };
};

export function about(route: Event<'DocumentRouted'>) {
  return { ...subject, routed: route.id, versionNumber: route.data.version.number };
}

export const mirrored = (
  route: Event<'DocumentRouted'>,
  rev = 'aaaaaaaaa',
  details: Partial<EventData<'DocumentMirrored'>> = {},
) =>
  told('DocumentMirrored', {
    ...about(route),
    namespace: NamespaceId.parse('123'),
    path: `${route.data.placement.folder}/${route.data.placement.name}`,
    counterpart: 'id:abc',
    rev,
    size: 1024,
    contentHash: 'c',
    sha256: 's',
    how: 'written',
    ...details,
  });

/** A document that was told by this version, and lies in place by it. */
export function inPlace(versionNumber = 1): readonly Event[] {
  const route = routed(versionNumber);
  return [added(versionNumber), route, mirrored(route)];
}

/** Its bytes were lost before they were committed. */
export const lost = (
  route: Event<'DocumentRouted'>,
  left: EventData<'StagingLost'>['left'] = null,
): Event<'StagingLost'> =>
  told('StagingLost', { ...about(route), attempt: route.data.attempt, reason: 'STAGING_LOST', left });

/** As many times as a version is tried. */
export const lostFiveTimes = (versionNumber: number): readonly Event[] =>
  [1, 2, 3, 4, 5].flatMap((attempt) => {
    const route = routed(versionNumber, attempt);
    return [route, lost(route)];
  });

/** Something else lay at its place, or nothing. */
export const inTheWay = (
  route: Event<'DocumentRouted'>,
  found: EventData<'PlacementConflictFound'>['found'],
  foundRev: string | null = null,
) =>
  told('PlacementConflictFound', {
    ...about(route),
    path: `${placement.folder}/${placement.name}`,
    found,
    foundRev,
    foundContentHash: null,
    contentHash: 'd',
  });
