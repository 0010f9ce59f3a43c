import { readFileAccess, readFolderAccess } from '@counterpart/restricted-folder';
import type { PrivilegedAccess } from '../audit-privilege/audit-privilege.ports.js';
import type { FirmConnections } from './firm-connections.js';

/** Access in the firm’s Dropbox. */
export async function accessIn({ firm: { firm }, dropbox }: FirmConnections): Promise<PrivilegedAccess> {
  const { sharing, team } = (await dropbox.of(firm)).client;
  return {
    folder: (path) => readFolderAccess(sharing, path),
    file: (id) => readFileAccess(sharing, id),
    people: async (group) => (await team.groupMembers(group)).map(({ email }) => email),
  };
}
