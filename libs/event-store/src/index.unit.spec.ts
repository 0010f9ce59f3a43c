import { expect, it } from 'vitest';
import * as eventStore from './index.js';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(eventStore).toSorted()).toEqual([
    'EventRow',
    'EventStore',
    'EventStoreError',
    'PENDING_STATES',
    'Relay',
    'SERVICE_ROLE',
    'STATUS_PROJECTION',
    'StatusProjector',
    'VersionConflict',
    'catchUp',
    'deriveEventId',
    'documentsByState',
    'pendingDocuments',
    'runMigrations',
    'statusIsCurrent',
    'storeDataSource',
  ]);
});
