import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { loadFirms } from '@counterpart/service-defaults';
import type { TestSyncPorts } from '../test-sync/test-sync.ports.js';
import { ClioApiFiles } from './clio-files.js';
import { DropboxSandbox } from './dropbox-sandbox.js';
import { vendorCode } from './vendor-codes.js';

/** The firm is not in the firms file. */
class FirmUnknown extends Error {
  readonly code = 'FIRM_UNKNOWN';
  override readonly name = 'FirmUnknown';
}

/** A firm’s Clio and Dropbox, with the connections of the firms file. */
export async function openVendors(firmsFile: string, firm: FirmId): Promise<TestSyncPorts> {
  const firms = await loadFirms(firmsFile);
  if (firms.find(firm) === undefined) throw new FirmUnknown(`the firms file has no firm ${firm}`);
  return {
    clio: new ClioApiFiles(new ClioConnections(firms), firm),
    sandbox: new DropboxSandbox(new DropboxConnections(firms), firm),
    codeOf: vendorCode,
    now: () => new Date(),
  };
}
