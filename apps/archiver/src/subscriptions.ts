import { TOPICS } from '@counterpart/contracts';
import { consumer, on, type ConsumerTable } from '@counterpart/eventing';
import type { ArchiverConfig } from './archiver.config.js';
import { ArchiveVersion } from './archive-version/archive-version.handler.js';
import { BringLateVersion } from './archive-version/bring-late-version.handler.js';
import { MakeScaffold } from './make-scaffold/make-scaffold.handler.js';
import { RestrictFolder } from './restrict-folder/restrict-folder.handler.js';
import { PlaceCopy } from './place-copy/place-copy.handler.js';
import { PackMatter } from './pack-matter/pack-matter.handler.js';
import { PostNote } from './post-note/post-note.handler.js';
import { ThinVersions } from './thin-versions/thin-versions.handler.js';
import { Relocate } from './relocate-counterpart/relocate-counterpart.handler.js';

/** What answered where a handler says `done`. Bytes that come from Clio now and then prove nothing: most work does without. */
const DROPBOX = { through: ['dropbox'] } as const;
const CLIO = { through: ['clio'] } as const;
const BOTH = { through: ['clio', 'dropbox'] } as const;

/** What the archiver listens to, and who answers. */
export const subscriptions = (
  config: Pick<ArchiverConfig, 'COUNTERPART_ARCHIVER_CONCURRENCY'>,
): readonly ConsumerTable[] => [
  consumer({
    group: 'archiver',
    concurrency: config.COUNTERPART_ARCHIVER_CONCURRENCY,
    // The router decides what may come after given-up work: nothing but what locks its document away, which must not wait behind it.
    afterDeath: 'release',
    rows: [
      on(TOPICS.decisions, 'ScaffoldPlanned', MakeScaffold, DROPBOX),
      on(TOPICS.decisions, 'VersionArchivePlanned', ArchiveVersion, DROPBOX),
      on(TOPICS.decisions, 'RelocationPlanned', Relocate, DROPBOX),
      on(TOPICS.decisions, 'SetAsidePlanned', Relocate, DROPBOX),
      on(TOPICS.decisions, 'CopyPlanned', PlaceCopy, DROPBOX),
    ],
  }),
  // Each comes out of Clio: an outage of that holds nothing up that needs Dropbox alone.
  consumer({
    group: 'archiver.late',
    concurrency: config.COUNTERPART_ARCHIVER_CONCURRENCY,
    afterDeath: 'release',
    rows: [on(TOPICS.decisions, 'VersionArchivePlanned', BringLateVersion, BOTH)],
  }),
  // A ZIP of versions may take long: only its own document waits for it.
  consumer({
    group: 'archiver.thinning',
    lane: 'by-key',
    concurrency: 1,
    afterDeath: 'release',
    rows: [on(TOPICS.decisions, 'VersionThinningPlanned', ThinVersions, DROPBOX)],
  }),
  // One ZIP at a time: it may take hours, and nothing else waits for it.
  consumer({
    group: 'archiver.packing',
    lane: 'by-key',
    concurrency: 1,
    afterDeath: 'release',
    rows: [on(TOPICS.decisions, 'ArchivingBegun', PackMatter, DROPBOX)],
  }),
  consumer({
    group: 'archiver.closing',
    lane: 'by-key',
    concurrency: 1,
    afterDeath: 'release',
    rows: [on(TOPICS.decisions, 'MatterArchived', PostNote, CLIO)],
  }),
  // Apart from the rest: folders of matters do not wait while a person has to mend the restricted one.
  consumer({
    group: 'archiver.restrict',
    lane: 'by-key',
    concurrency: 1,
    afterDeath: 'release',
    rows: [
      on(TOPICS.decisions, 'RestrictedFolderPlanned', RestrictFolder, DROPBOX),
      on(TOPICS.uploads, 'RestrictedPlacementRefused', RestrictFolder, DROPBOX),
      on(TOPICS.archives, 'VersionArchiveRefused', RestrictFolder, DROPBOX),
      on(TOPICS.archives, 'RelocationRefused', RestrictFolder, DROPBOX),
    ],
  }),
];
