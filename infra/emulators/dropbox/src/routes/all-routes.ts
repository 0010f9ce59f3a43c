import { fileMemberRoutes } from '../sharing/file-members.js';
import { folderMemberRoutes } from '../sharing/folder-members.js';
import { folderRoutes } from '../sharing/folder-reads.js';
import { linkRoutes } from '../sharing/link-routes.js';
import { shareFolderRoutes } from '../sharing/share-folder.js';
import { groupMemberRoutes } from '../team/group-member-routes.js';
import { groupRoutes } from '../team/group-routes.js';
import { memberRoutes } from '../team/member-routes.js';
import { teamFolderRoutes } from '../team/team-folder-routes.js';
import { teamRoutes } from '../team/team-routes.js';
import type { Route } from '../wire/exchange.js';
import { accountRoutes } from './account.js';
import { changeRoutes } from './change.js';
import { readRoutes } from './read.js';
import { relocationRoutes } from './relocate.js';
import { uploadRoutes } from './upload.js';

/** Every route by its name below `/2/`. */
export const ROUTES: ReadonlyMap<string, Route> = new Map(
  Object.entries({
    ...accountRoutes,
    ...uploadRoutes,
    ...readRoutes,
    ...changeRoutes,
    ...relocationRoutes,
    ...shareFolderRoutes,
    ...folderRoutes,
    ...folderMemberRoutes,
    ...fileMemberRoutes,
    ...linkRoutes,
    ...teamRoutes,
    ...memberRoutes,
    ...groupRoutes,
    ...groupMemberRoutes,
    ...teamFolderRoutes,
  }),
);
