const DOCUMENT = '501';
const MATTER = '77';
const planned = '018f3f6e-5b0a-7c4e-9d2a-000000000002';
const shelf = '/Matters/2026-0001-O’Brien & Sons/Pleadings/_Archive';

const archive = {
  path: `${shelf}/Motion — “Müller”_versions_1-3.zip`,
  file: 'id:a4ayc_80_OEAAAAAAAAAXz',
  rev: '015f00000000000000000d1',
  size: 91_402,
  contentHash: 'b'.repeat(64),
  versions: [1, 2, 3],
};

/** Examples of what is told of versions that are rolled into one ZIP. */
export const THINNING_EXAMPLES = {
  VersionThinningPlanned: {
    document: DOCUMENT,
    matter: MATTER,
    versions: [
      {
        id: '9003',
        number: 3,
        path: `${shelf}/Motion — “Müller”_v3_20251124.pdf`,
        file: 'id:a4ayc_80_OEAAAAAAAAAXy',
        size: 48_213,
        contentHash: 'a'.repeat(64),
        dated: '2025-11-24T09:00:00Z',
      },
    ],
    earlier: { ...archive, path: `${shelf}/Motion — “Müller”_versions_1-2.zip`, versions: [1, 2] },
    to: { folder: shelf, name: 'Motion — “Müller”_versions_1-3.zip', disambiguated: false },
    access: 'open',
    policyVersion: 3,
    why: [{ rule: 'versions.thinning.keepNewest', on: '11', gives: '1' }],
  },
  VersionsThinned: {
    document: DOCUMENT,
    matter: MATTER,
    planned,
    archive: { ...archive, manifestSha256: 'c'.repeat(64), how: 'packed' },
    removed: [3],
    left: [{ number: 2, because: 'edited' }],
    earlier: 'removed',
  },
  VersionThinningRefused: {
    document: DOCUMENT,
    matter: MATTER,
    planned,
    reason: 'VERSIONS_CHANGED',
    changed: [{ number: 3, found: 'edited' }],
  },
};
