import type { TestSyncPorts } from '../test-sync/test-sync.ports.js';
import { ClioApiFiles } from './clio-files.js';
import { DropboxSandbox } from './dropbox-sandbox.js';
import type { FirmConnections } from './firm-connections.js';
import { vendorCode } from './vendor-codes.js';

/** A firm’s Clio and Dropbox, as a test of a matter uses them. */
export const vendorsOf = ({ firm: { firm }, clio, dropbox }: FirmConnections): TestSyncPorts => ({
  clio: new ClioApiFiles(clio, firm),
  sandbox: new DropboxSandbox(dropbox, firm),
  codeOf: vendorCode,
  now: () => new Date(),
});
