import type { Group } from '../team/group.js';
import type { SharedFolder } from './folder.js';

/** The team’s space as a shared folder: everybody on the team may edit what lies in it. */
export function teamSpace(namespace: string, everyone: Group): SharedFolder {
  const holder = { kind: 'group', groupId: everyone.id } as const;
  return {
    id: namespace,
    tree: namespace,
    entryId: null,
    policies: { member: 'team', aclUpdate: 'owner', sharedLink: 'anyone', viewerInfo: 'enabled' },
    inheritance: 'inherit',
    members: new Map([[everyone.id, { holder, role: 'editor', since: everyone.createdAt }]]),
    since: everyone.createdAt,
  };
}
