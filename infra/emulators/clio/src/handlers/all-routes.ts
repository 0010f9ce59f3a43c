import { archiveRoutes } from './document-archives.js';
import { categoryRoutes, customFieldRoutes, practiceAreaRoutes } from './catalogs.js';
import { documentRoutes } from './documents.js';
import { folderRoutes } from './folders.js';
import { matterRoutes } from './matters.js';
import { commentRoutes, noteRoutes } from './notes.js';
import { contactRoutes, userRoutes } from './people.js';
import type { Office, Route } from './route.js';
import { webhookRoutes } from './webhooks.js';

/** Every route of the API the emulator serves. */
export function allRoutes(office: Office): Route[] {
  return [
    ...userRoutes(office),
    ...contactRoutes(office),
    ...practiceAreaRoutes(office),
    ...matterRoutes(office),
    ...categoryRoutes(office),
    ...folderRoutes(office),
    ...documentRoutes(office),
    ...archiveRoutes(office),
    ...noteRoutes(office),
    ...commentRoutes(office),
    ...customFieldRoutes(office),
    ...webhookRoutes(office),
  ];
}
