import { expect, it } from 'vitest';
import * as eventStore from './index.js';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(eventStore).toSorted()).toEqual([
    'BEGINNING',
    'BackgroundWorker',
    'DatabaseSession',
    'EventRow',
    'EventStore',
    'EventStoreError',
    'PENDING_STATES',
    'PROJECTIONS',
    'RESTORED_ORDER',
    'Relay',
    'Restoration',
    'SERVICE_ROLE',
    'STATUS_PROJECTION',
    'StatusProjector',
    'VersionConflict',
    'catchUp',
    'cursorAfter',
    'deriveEventId',
    'documentsByState',
    'loadCursor',
    'pendingDocuments',
    'projectBatch',
    'readGated',
    'readStory',
    'rebuildBeside',
    'runMigrations',
    'statusIsCurrent',
    'storeCursor',
    'storeDataSource',
  ]);
});
