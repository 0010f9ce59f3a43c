import { NamespaceId, type Event, type Placement } from '@counterpart/contracts';
import { evolve, UNSEEN, type DocumentCourse } from './document-course.js';
import { UNKNOWN_MATTER, type MatterCourse } from './matter-course.js';
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
