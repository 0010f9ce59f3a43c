import type { Event, EventData } from '@counterpart/contracts';
import { placement, subject } from './document-events.spec-data.js';
import { sampleDocument, told } from './samples.spec-data.js';

/* What the archiver is to do with a document’s files, and what it answers. */

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
