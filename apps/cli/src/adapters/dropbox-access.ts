import { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { loadFirms } from '@counterpart/service-defaults';
import { readFileAccess, readFolderAccess } from '@counterpart/restricted-folder';
import type { PrivilegedAccess } from '../audit-privilege/audit-privilege.ports.js';

/** Access in the firm’s Dropbox, by the connections of the firms file. */
export async function openAccess(firmsFile: string, firm: FirmId): Promise<PrivilegedAccess> {
  const { client } = await new DropboxConnections(await loadFirms(firmsFile)).of(firm);
  const { sharing, team } = client;
  return {
    folder: (path) => readFolderAccess(sharing, path),
    file: (id) => readFileAccess(sharing, id),
    people: async (group) => (await team.groupMembers(group)).map(({ email }) => email),
  };
}
