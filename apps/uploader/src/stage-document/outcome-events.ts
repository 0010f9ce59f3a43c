import { documentStream, matterKey, type Event, type NamespaceId } from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import type { FoundFile } from '../upload/judge-commit.js';
import type { ContentDigest } from '../upload/judge-present.js';
import { placementPath } from '../upload/placement-path.js';

type Routed = Event<'DocumentRouted'>;

const addressOf = ({ firm, data }: Routed) => ({
  stream: documentStream(firm, data.document),
  firm,
  key: matterKey(firm, data.matter),
});

const aboutOf = ({ id, data }: Routed) => ({
  document: data.document,
  matter: data.matter,
  routed: id,
  versionNumber: data.version.number,
});

/** Clio no longer has the version. */
export const missingEvent = (event: Routed): NewEvent<'SourceMissing'> => ({
  ...addressOf(event),
  name: 'SourceMissing',
  data: aboutOf(event),
});

/** The document lies at its place already; nothing was sent. */
export const recognisedEvent = (
  event: Routed,
  file: FoundFile,
  { namespace, size, contentHash, sha256 }: ContentDigest & { readonly namespace: NamespaceId },
): NewEvent<'DocumentMirrored'> => ({
  ...addressOf(event),
  name: 'DocumentMirrored',
  data: {
    ...aboutOf(event),
    namespace,
    path: file.path,
    counterpart: file.id,
    rev: file.rev,
    size,
    contentHash,
    sha256,
    how: 'recognised',
  },
});

/** A file of other content lies at a new document’s place; nothing was sent. */
export const conflictEvent = (
  event: Routed,
  file: FoundFile,
  { contentHash }: ContentDigest,
): NewEvent<'PlacementConflictFound'> => ({
  ...addressOf(event),
  name: 'PlacementConflictFound',
  data: {
    ...aboutOf(event),
    path: placementPath(event.data.placement),
    found: 'file',
    foundRev: file.rev,
    foundContentHash: file.contentHash,
    contentHash,
  },
});
