const DOCUMENT = '501';
const MATTER = '77';
const routed = '018f3f6e-5b0a-7c4e-9d2a-000000000002';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const placement = {
  folder: '/Matters/2026-0001-O’Brien & Sons/Pleadings',
  name: 'Motion to Dismiss — “Müller”.pdf',
};

/** Examples of what is told of changes by hand. */
export const DRIFT_EXAMPLES = {
  DriftFound: {
    document: DOCUMENT,
    matter: MATTER,
    kind: 'moved',
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    mirrored: `${placement.folder}/${placement.name}`,
    found: { path: '/Elsewhere/Motion.pdf', rev: '015f6a1c', contentHash: 'a'.repeat(64) },
  },
  DriftHealed: {
    document: DOCUMENT,
    matter: MATTER,
    drift: routed,
    kind: 'edited',
    how: 'rewritten',
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    path: `${placement.folder}/${placement.name}`,
    rev: '015f00000000000000000c4',
    handEdit: {
      path: `${placement.folder}/_Archive/Motion_edited_9f86d081.pdf`,
      file: 'id:a4ayc_80_OEAAAAAAAAAXz',
      contentHash: sha256,
    },
  },
  DriftHealRefused: {
    document: DOCUMENT,
    matter: MATTER,
    drift: routed,
    kind: 'moved',
    reason: 'PLACE_TAKEN',
    path: `${placement.folder}/${placement.name}`,
    rev: null,
    handEdit: null,
  },
  PlaceCleared: {
    document: DOCUMENT,
    matter: MATTER,
    conflict: routed,
    path: `${placement.folder}/${placement.name}`,
  },
  DriftHealingStopped: { documents: 400, changed: 21, policyVersion: 3 },
};
