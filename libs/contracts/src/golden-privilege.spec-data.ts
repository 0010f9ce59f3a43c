/* Examples of the events about privileged documents. */

const outcome = {
  document: '501',
  matter: '77',
  routed: '018f3f6e-5b0a-7c4e-9d2a-000000000002',
  versionNumber: 1,
};

export const restricted = {
  proof: '018f3f6e-5b0a-7c4e-9d2a-000000000007',
  folder: '/Privileged',
  namespace: '84528192421',
  group: 'g:e2db7665347abcd600000000001a2b3c',
  owner: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
};
const wish = { folder: restricted.folder, groupName: 'Attorneys', policyVersion: 3 };
const deviation = { code: 'UNEXPECTED_MEMBER', who: 'temp@reyes.example', through: '/Privileged' };
const marked = { rule: 'privileged.categories', on: 'Privileged', gives: 'privileged' };

export const PRIVILEGE_EXAMPLES = {
  RestrictedFolderPlanned: wish,
  RestrictedFolderProven: {
    ...wish,
    namespace: restricted.namespace,
    group: restricted.group,
    owner: restricted.owner,
    how: 'made',
    revokedLinks: 0,
  },
  RestrictedFolderRefused: { ...wish, code: 'PRIVILEGED_FOLDER_OPEN', deviations: [deviation] },
  RestrictedPlacementRefused: { ...outcome, attempt: 1, proof: restricted.proof, deviations: [deviation] },
  DocumentLockedAway: {
    ...outcome,
    proof: restricted.proof,
    path: '/Privileged/2026-0001/Memo.pdf',
    counterpart: 'id:a4ayc_80_OEAAAAAAAAAXw',
    revokedLinks: 1,
    removedMembers: 0,
  },
  PrivilegeReleased: { document: '501', matter: '77', reason: 'Produced under the order of 2026-11-20' },
  OpenPlacementRefused: { ...outcome, attempt: 1, why: marked },
  OpenCopyFound: {
    document: '501',
    matter: '77',
    refusal: '018f3f6e-5b0a-7c4e-9d2a-000000000008',
    versionNumber: 1,
    file: 'id:a4ayc_80_OEAAAAAAAAAXw',
    path: '/Matters/2026-0001/Memo.pdf',
    rev: 'a1c10ce0dd78',
    contentHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  CopyWithheld: {
    document: '501',
    matter: '77',
    planned: outcome.routed,
    versionNumber: 1,
    copy: { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'Memo.pdf' },
    why: marked,
  },
  VersionArchiveRefused: {
    document: '501',
    matter: '77',
    planned: outcome.routed,
    versionNumber: 1,
    proof: restricted.proof,
    deviations: [deviation],
  },
};
