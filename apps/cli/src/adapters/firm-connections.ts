import { ClioConnections, DropboxConnections, GrantTokens } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import type { CredentialStore } from '@counterpart/credentials';
import { loadFirms, type Firm } from '@counterpart/service-defaults';

/** The firm is not in the firms file. */
class FirmUnknown extends Error {
  readonly code = 'FIRM_UNKNOWN';
  override readonly name = 'FirmUnknown';
}

/** A firm’s two clouds. */
export interface FirmConnections {
  readonly firm: Firm;
  /** The other firms of the firms file. */
  readonly others: readonly Firm[];
  readonly clio: ClioConnections;
  readonly dropbox: DropboxConnections;
}

/**
 * A firm’s clients, by the connections of the firms file.
 * @param openStore opens the stored grants; asked only where the firm has one
 * @throws FirmUnknown
 */
export async function openConnections(
  firmsFile: string,
  firm: FirmId,
  openStore: () => Promise<CredentialStore>,
): Promise<FirmConnections> {
  const firms = await loadFirms(firmsFile);
  const found = firms.find(firm);
  if (found === undefined) throw new FirmUnknown(`the firms file has no firm ${firm}`);
  const isStored = 'stored' in found.clio.grant || 'stored' in found.dropbox.grant;
  const tokens = new GrantTokens(isStored ? await openStore() : null);
  return {
    firm: found,
    others: firms.all().filter((one) => one.firm !== firm),
    clio: new ClioConnections(firms, undefined, tokens),
    dropbox: new DropboxConnections(firms, undefined, tokens),
  };
}
